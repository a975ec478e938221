"""The changes from one document to another, text by text and fact by fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from battkomp.content.files import SECTIONS, Document

ORDER = "order"  # the field of the order of a section's entries

Place = tuple[str, str, str]  # subject, field, and language; "" for a fact


class State(NamedTuple):
    """A text or fact in one document, with the record of a text in the history.

    :param value: the text, or the fact as JSON. None if there is none.
    """

    value: str | None = None
    made_from: str | None = None
    alone: str | None = None


@dataclass(frozen=True)
class Change:
    """A text or fact before and after a publication.

    Entries that are added or removed, and changes of their order, also change the list of the keys
    of their section: then `subject` is the section, and `field` is `ORDER`.

    :param subject: the entry (`phases.3`).
    :param field: the field of the entry.
    :param language: the tag of the language of a text; "" for a fact.
    :param before: the text, or the fact as JSON. None if there was none.
    :param after: the same, afterwards. If it is equal to `before`, a translation was confirmed, or
        is no more.
    :param made_from_before: the digest of the source text that a translation was made from.
    :param made_from_after: the same, afterwards.
    :param alone_before: the digest of the text before it was changed without its source.
    :param alone_after: the same, afterwards.
    """

    subject: str
    field: str
    language: str
    before: str | None
    after: str | None
    made_from_before: str | None = None
    made_from_after: str | None = None
    alone_before: str | None = None
    alone_after: str | None = None

    @property
    def place(self) -> Place:
        """The place of the text or fact in the content."""
        return self.subject, self.field, self.language

    @property
    def name(self) -> str:
        """The name of the text or fact, such as `contact.invitation.en`."""
        return name_of(self.place)


def name_of(place: Place) -> str:
    """Return the name of a text or fact, such as `contact.invitation.en`."""
    return ".".join(filter(None, place))


def states_of(document: Document) -> dict[Place, State]:
    """Return the texts, facts and orders of a document, which has a complete history."""
    states = {}
    for entry in document.entries():
        for field, value in entry.facts().items():
            states[entry.subject, field, ""] = State(_json(value))
        for field, words in entry.words():
            known = document.history.texts[f"{entry.subject}.{field}"]
            for tag, text in words.items():
                state = State(text, known[tag].made_from, known[tag].alone)
                states[entry.subject, field, tag] = state
    for section, kind in SECTIONS.items():
        if not kind.is_single:
            states[section, ORDER, ""] = State(_json(list(getattr(document, section))))
    return states


def changes_between(old: Document, new: Document) -> Iterator[Change]:
    """Yield the changes from one document to another. Both have a complete history."""
    before, after = states_of(old), states_of(new)
    for place in before | after:
        subject, field, _ = place
        # Former slugs follow from the slugs, unless the entry comes or goes.
        is_derived = field == "former_slugs" and (subject, "slug", "") in before.keys() & after
        was, now = before.get(place, State()), after.get(place, State())
        if was != now and not is_derived:
            history = (was.made_from, now.made_from, was.alone, now.alone)
            yield Change(*place, was.value, now.value, *history)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
