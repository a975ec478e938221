"""The changes from one document to another, text by text and fact by fact, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from battkomp.content.files import SECTIONS, Document, Remembered, convert

ORDER = "order"  # the field of the order of a section's entries

Place = tuple[str, str, str]  # subject, field, and language; "" for a fact


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
    :param record: the history of the text before.
    """

    subject: str
    field: str
    language: str
    before: str | None
    after: str | None
    record: Remembered | None = None

    @property
    def place(self) -> Place:
        """The place of the text or fact in the content."""
        return self.subject, self.field, self.language

    @property
    def name(self) -> str:
        """The name of the text or fact, such as `contact.invitation.en`."""
        return ".".join(filter(None, self.place))


def changes_between(old: Document, new: Document) -> Iterator[Change]:
    """Yield the changes from one document to another. Both have a complete history."""
    before, after = _values(old), _values(new)
    for place in before | after:
        was, now = before.get(place), after.get(place)
        record = _record(old, place)
        if was != now or _source_of(record) != _source_of(_record(new, place)):
            yield Change(*place, was, now, record)


def reverted(live: Document, changes: Iterable[Change]) -> Document:
    """Return the live content with some texts and facts as they were before their changes.

    :raises MsgspecError: if they do not fit this release.
    """
    values, texts = _values(live), dict(live.history.texts)
    for one in changes:
        values[one.place] = one.before
        if one.record is not None:
            name = f"{one.subject}.{one.field}"
            texts[name] = texts.get(name, {}) | {one.language: one.record}
    history = msgspec.structs.replace(live.history, texts=texts)
    document: Document = convert(_sections(values) | {"history": history}, Document)
    return document


def _values(document: Document) -> dict[Place, str | None]:
    """Return the texts of a document, and its facts and orders as JSON."""
    values: dict[Place, str | None] = {}
    for entry in document.entries():
        for field, fact in entry.facts().items():
            if field != "former_slugs":  # they follow from the slugs
                values[entry.subject, field, ""] = _json(fact)
        for field, words in entry.words():
            for tag, text in words.items():
                values[entry.subject, field, tag] = text
    for section, kind in SECTIONS.items():
        if not kind.is_single:
            values[section, ORDER, ""] = _json(list(getattr(document, section)))
    return values


def _record(document: Document, place: Place) -> Remembered | None:
    subject, field, language = place
    return document.history.texts.get(f"{subject}.{field}", {}).get(language)


def _source_of(record: Remembered | None) -> tuple[str | None, str | None] | None:
    return None if record is None else (record.made_from, record.alone)


def _sections(values: Mapping[Place, str | None]) -> dict[str, Any]:
    """Return the sections of a document, as plain values."""
    entries: dict[str, dict[str, Any]] = defaultdict(dict)
    for (subject, field, language), value in values.items():
        if language and value is not None:
            entries[subject].setdefault(field, {})[language] = value
        elif value is not None:
            entries[subject][field] = msgspec.json.decode(value)
    return {
        section: entries[section]
        if kind.is_single
        else {key: entries[f"{section}.{key}"] | {"key": key} for key in entries[section][ORDER]}
        for section, kind in SECTIONS.items()
    }


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
