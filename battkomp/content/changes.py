"""The changes from one document to another, text by text and fact by fact, and back."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from battkomp.content.files import Document, History, Remembered, document_of
from battkomp.content.model import Place


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
    before, after = old.values, new.values
    for place in {**before, **after}:
        was, now = before.get(place), after.get(place)
        record = _record(old, place)
        if was != now or _source_of(record) != _source_of(_record(new, place)):
            yield Change(*place, was, now, record)


def reverted(live: Document, changes: Sequence[Change]) -> Document:
    """Return the live content with some texts and facts as they were before their changes.

    Its history has only what was known of these texts.

    :raises MsgspecError: if they do not fit this release.
    """
    history = History()
    for one in changes:
        if one.record is not None:
            history.texts.setdefault(f"{one.subject}.{one.field}", {})[one.language] = one.record
    return with_values(live, {one.place: one.before for one in changes}, history)


def with_values(live: Document, values: Mapping[Place, str | None], history: History) -> Document:
    """Return the live content with other texts and facts, or without those whose value is None.

    :param values: texts, and facts and orders as JSON.
    :param history: becomes that of the content.
    :raises MsgspecError: if they do not fit this release.
    """
    entries: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for (subject, field, language), value in {**live.values, **values}.items():
        if language and value is not None:
            entries[subject].setdefault(field, {})[language] = value
        elif value is not None:
            entries[subject][field] = msgspec.json.decode(value)
    return document_of(entries, history)


def merged_order(
    theirs: Sequence[str], ours: Sequence[str], added: Collection[str], removed: Collection[str]
) -> list[str]:
    """Return one's own order of a section with what others have added and removed since.

    :param theirs: the present order, and `ours` that to take its place.
    :param added: the keys of the entries that one has added, and `removed` those removed.
    """
    kept = [key for key in theirs if key not in removed]
    keys = [key for key in dict.fromkeys([*ours, *added]) if key in theirs or key in added]
    for place, key in enumerate(kept):
        if key not in keys:
            keys.insert(keys.index(kept[place - 1]) + 1 if place else 0, key)
    return keys


def _record(document: Document, place: Place) -> Remembered | None:
    subject, field, language = place
    return document.history.texts.get(f"{subject}.{field}", {}).get(language)


def _source_of(record: Remembered | None) -> tuple[str | None, str | None] | None:
    return None if record is None else (record.made_from, record.alone)
