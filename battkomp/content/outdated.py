"""Translations that are older than their source text, and the changes that they have missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from battkomp.content.difference import Piece, difference
from battkomp.content.entry import Entry, Words
from battkomp.content.files import SECTIONS, Document
from battkomp.content.knowledge import Figure
from battkomp.content.model import Text
from battkomp.content.search import formatting
from battkomp.content.views import NAMED

if TYPE_CHECKING:
    from battkomp.content.snapshot import Snapshot


@dataclass(frozen=True)
class OutdatedText:
    """A translation whose source text has changed since it was made.

    :param name: its name in files and commands, such as `phases.1.body`.
    :param of: the title of its entry for readers; None if it is this text itself.
    :param translated_on: the day on which the translation last changed.
    :param changed_on: the day on which its source text last changed.
    :param seen: the source text that it was made from; None if it is not known.
    :param source: the source text now.
    """

    name: str
    of: Text | None
    translated_on: date
    changed_on: date
    seen: str | None
    source: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The changes of the source text since; empty if the text before is not known."""
        return () if self.seen is None else difference(self.seen, self.source)


def outdated_texts(snapshot: Snapshot, language: str) -> Iterator[OutdatedText]:
    """Yield the translations into a language that are older than their source text."""
    source = snapshot.languages[0]
    for entry in snapshot.document.entries() if language != source else ():
        for field, versions in entry.words():
            known = snapshot.document.history.texts[f"{entry.subject}.{field}"]
            made_from = known[language].made_from if language in known else None
            if made_from not in (None, known[source].digest):
                yield _outdated(snapshot, entry, field, versions[source], language)


def _outdated(
    snapshot: Snapshot, entry: Entry[Words], field: str, now: str, language: str
) -> OutdatedText:
    document, source = snapshot.document, snapshot.languages[0]
    known = document.history.texts[f"{entry.subject}.{field}"]
    seen = snapshot.kept_texts.get(known[language].made_from or "")
    title, titles = next(iter(entry.words()))
    tag = language if language in titles else source
    return OutdatedText(
        f"{entry.subject}.{field}",
        None if field == title else Text(titles[tag], tag, is_fallback=tag == source),
        known[language].changed_on,
        known[source].changed_on,
        None if seen is None else filled(seen, entry.subject, source, document),
        filled(now, entry.subject, source, document),
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
    if section not in SECTIONS:
        return None
    entries: Any = getattr(document, section)
    found: Entry[Words] | None = entries if SECTIONS[section].is_single else entries.get(key)
    return found
