"""Translations that are older than their source text, and the changes that they have missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from battkomp.content.difference import Piece, difference
from battkomp.content.entry import Entry, Words
from battkomp.content.files import SECTIONS, Document
from battkomp.content.knowledge import Figure
from battkomp.content.model import Text
from battkomp.content.search import formatting
from battkomp.content.views import NAMED, AnyEntry

if TYPE_CHECKING:
    from battkomp.content.snapshot import Snapshot


@dataclass(frozen=True)
class OutdatedText:
    """A translation whose source text has changed since it was made.

    :param name: its name in files and commands, such as `phases.1.body`.
    :param of: the title of its entry for readers; None if it is this text itself.
    :param translated_on: the day on which the translation last changed.
    :param changed_on: the day on which its source text last changed.
    :param pieces: the changes of the source text since; empty if the text before is not known.
    """

    name: str
    of: Text | None
    translated_on: date
    changed_on: date
    pieces: tuple[Piece, ...]


def outdated_texts(snapshot: Snapshot, entries: Iterable[AnyEntry]) -> Iterator[OutdatedText]:
    """Yield the texts of entries that are older than their source text."""
    document, source = snapshot.document, snapshot.languages[0]
    for entry in entries:
        words = dict(entry.words())
        for field in [field for field, text in words.items() if text.is_outdated]:
            name, title = f"{entry.subject}.{field}", next(iter(words.values()))
            known = document.history.texts[name]
            own = known[words[field].language]
            seen = snapshot.kept_texts.get(own.made_from or "")
            now = getattr(entry_of(document, entry.subject), field)[source]
            texts = [filled(one or "", entry.subject, source, document) for one in (seen, now)]
            yield OutdatedText(
                name,
                None if title is words[field] else title,
                own.changed_on,
                known[source].changed_on,
                () if seen is None else difference(*texts),
            )


def filled(text: str, subject: str, language: str, document: Document) -> str:
    """Return a text with the present names and numbers in the place of braces, as pages have it.

    :param subject: the entry that the text is or was of; it need not exist any more.
    """
    entry = entry_of(document, subject)

    def value(key: str) -> str:
        if isinstance(entry, Figure):
            return formatting.amount(entry, language)
        organisation = document.organisations.get(key)
        return key if organisation is None else organisation.name.get(language, key)

    return NAMED.sub(lambda found: value(found[1]), text)


def entry_of(document: Document, subject: str) -> Entry[Words] | None:
    """Return the entry with a name such as `phases.3` or `board`, or None."""
    section, _, key = subject.partition(".")
    entries: Any = getattr(document, section) if section in SECTIONS else {}
    found: Entry[Words] | None = entries.get(key) if isinstance(entries, dict) else entries
    return found
