"""What a page is made of, by name: subjects, whole kinds of them, and groups."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator

from battkomp.content.entries import Entry, FigureEntry, SeatEntry
from battkomp.content.files import Document

# Subjects by name ("phases.1"), all of a kind ("phases."), or those of a group: "@board" and
# "@contact" are the organisations and people shown there, "@featured" the figures of the front page
# and what they cite, "@part.1" what belongs to a part, "@since" what has happened since, and
# "@findings" what findings cite and name; "@organisations" are those that are listed, too.
Scope = tuple[str, ...]

# `:scope` is what `reach` returns. A join with it is to be crossed, as SQLite does not reorder such
# joins: it is to look for the names among the words, and never the other way round.
NAMED = """
with wanted (name, first, last) as (
    select value ->> 0, value ->> 1, value ->> 2 from json_each(:scope)
),
named (name, first, last) as (
    select name, first, last from wanted
    union all select wanted.name, groups.subject, groups.subject
        from wanted cross join groups on groups.name = wanted.name
)
"""

_Member = tuple[str, str]


def reach(scope: Collection[str]) -> str:
    """Return each name in a scope with the first and the last subject of it, as a JSON array.

    A kind reaches from its name to the last name that starts so. No subject is called as a group.
    """
    last = chr(sys.maxunicode)
    return json.dumps([[name, name, name + last * name.endswith(".")] for name in scope])


def groups_of(content: Document) -> set[_Member]:
    """Return the members of every group, as pairs of the group's name and a subject."""
    members = {*_shown(content), *_linked(content), *_parts(content), *_listed(content)}
    above = {
        (name, f"organisations.{part_of}")
        for name, subject in members
        if subject.startswith("organisations.")
        and (part_of := content.organisations[subject.partition(".")[2]].part_of)
    }
    return members | above


def _shown(content: Document) -> Iterator[_Member]:
    for seat in content.seats.values():
        yield "@board", f"people.{seat.person}"
        yield from (("@board", f"organisations.{key}") for key in seat.organisations)
    yield "@contact", f"organisations.{content.contact.organisation}"
    if content.contact.person is not None:
        yield "@contact", f"people.{content.contact.person}"


def _linked(content: Document) -> Iterator[_Member]:
    """Yield what the entries of each section cite and name."""
    for subject, entry in content.entries():
        if not isinstance(entry, SeatEntry):
            yield from ((f"@{subject.partition('.')[0]}", one) for one in _links(entry))


def _parts(content: Document) -> Iterator[_Member]:
    """Yield what belongs to each part, and what the front page shows, with what that cites."""
    for subject, entry in content.entries():
        part = subject.partition(".")[2] if subject.startswith("phases.") else None
        names = {f"@part.{part or getattr(entry, 'part', None)}"} - {"@part.None"}
        if isinstance(entry, FigureEntry) and entry.featured:
            names.add("@featured")
        yield from ((name, one) for name in names for one in (subject, *_links(entry)))


def _listed(content: Document) -> Iterator[_Member]:
    """Yield what is listed of a kind that not all of is, with what it cites and names."""
    for key, milestone in content.milestones.items():
        if milestone.kind == "since":
            yield from (("@since", one) for one in (f"milestones.{key}", *_links(milestone)))
    for key, organisation in content.organisations.items():
        if organisation.group is not None:
            yield "@organisations", f"organisations.{key}"


def _links(entry: Entry) -> Iterator[str]:
    yield from (f"sources.{key}" for key in getattr(entry, "sources", ()))
    yield from (f"organisations.{key}" for key in getattr(entry, "organisations", ()))
    if isinstance(entry, FigureEntry) and entry.owner is not None:
        yield f"organisations.{entry.owner}"
