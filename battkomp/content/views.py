"""Entries as pages have them: with the reader's words, and other entries in place of keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from battkomp.content import knowledge, project
from battkomp.content.entry import Entry, OrganisationRef, PersonRef, SourceRef, fields_of
from battkomp.content.model import Text

Source = knowledge.Source[Text]
Organisation = knowledge.Organisation[Text, Source, Any]
Person = project.Person[Text]
Page = project.Page[Text]
Phase = project.Phase[Text, Source]
Board = project.Board[Text]
Seat = project.Seat[Text, Organisation, Person]
Contact = project.Contact[Text, Organisation, Person]
Milestone = knowledge.Milestone[Text, Source, Organisation]
Finding = knowledge.Finding[Text, Source]
Chart = knowledge.Chart[Text]
Figure = knowledge.Figure[Text, Source, Organisation]
Step = knowledge.Step[Text, Source, Organisation]
Term = knowledge.Term[Text, Source]
AnyEntry = Entry[Text]

# An organisation in the words of a seat: its key in braces.
NAMED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Gap:
    """A translation that is missing, or was made from a source text that has changed since."""

    subject: str
    field: str
    is_missing: bool


@dataclass(frozen=True)
class PhaseResults:
    """The entries of the knowledge base that belong to a phase."""

    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]


def forms_of(term: Term) -> tuple[str, ...]:
    """Return the forms in which texts in the reader's language have a term, each once."""
    forms = term.forms.value.split(",") if term.forms and not term.forms.is_fallback else []
    stripped = (form.strip() for form in [term.term.value, *forms])
    return tuple(dict.fromkeys(form for form in stripped if form))


def with_links(entries: Iterable[AnyEntry]) -> tuple[AnyEntry, ...]:
    """Return entries with those that they name, and the parents of organisations, each once."""
    own = tuple(entries)
    linked = [one for entry in own for one in _linked(entry)]
    parents = [one.part_of for one in linked if isinstance(one, knowledge.Organisation)]
    found = {one.subject: one for one in (*own, *linked, *filter(None, parents))}
    return tuple(found.values())


def _linked(entry: AnyEntry) -> Iterator[AnyEntry]:
    for parameter in (SourceRef, OrganisationRef, PersonRef):
        for field in fields_of(type(entry), parameter):
            value = getattr(entry, field)
            yield from value if isinstance(value, tuple) else [value] if value else []
