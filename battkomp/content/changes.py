"""The changes from one document to another, text by text and fact by fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from battkomp.content.entry import Entry, Words
from battkomp.content.files import SECTIONS, Document

ORDER = "order"  # the field of a change of the order of a section's entries


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
    """

    subject: str
    field: str
    language: str
    before: str | None
    after: str | None
    made_from_before: str | None = None
    made_from_after: str | None = None

    @property
    def name(self) -> str:
        """The name of the text or fact, such as `contact.invitation.en`."""
        return ".".join(filter(None, (self.subject, self.field, self.language)))


class _State(NamedTuple):
    """A text or fact in one document, and the history of a text."""

    value: str | None = None
    made_from: str | None = None
    alone: str | None = None


def changes_between(old: Document, new: Document) -> Iterator[Change]:
    """Yield the changes from one document to another. Both have a complete history."""
    before, after = ({one.subject: one for one in document.entries()} for document in (old, new))
    for subject in before | after:
        was, now = _states(before.get(subject), old), _states(after.get(subject), new)
        if was and now:  # former slugs follow from the slugs, unless the entry comes or goes
            now[_FORMER_SLUGS] = was.setdefault(_FORMER_SLUGS, _State())
        for key in was | now:
            one, other = was.get(key, _State()), now.get(key, _State())
            if one != other:
                history = one.made_from, other.made_from
                yield Change(subject, *key, one.value, other.value, *history)
    for section, kind in SECTIONS.items():
        if not kind.is_single:
            keys = [_json(list(getattr(document, section))) for document in (old, new)]
            if keys[0] != keys[1]:
                yield Change(section, ORDER, "", *keys)


_FORMER_SLUGS = ("former_slugs", "")


def _states(entry: Entry[Words] | None, document: Document) -> dict[tuple[str, str], _State]:
    """Return the texts and facts of an entry by field and language."""
    if entry is None:
        return {}
    states = {(field, ""): _State(_json(value)) for field, value in entry.facts().items()}
    for field, words in entry.words():
        known = document.history.texts[f"{entry.subject}.{field}"]
        for tag, text in words.items():
            states[field, tag] = _State(text, known[tag].made_from, known[tag].alone)
    return states


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
