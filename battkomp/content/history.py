"""What is remembered of each text, so that an outdated translation is known for one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from battkomp.content.entries import Entry
from battkomp.content.files import Document, History, Remembered
from battkomp.content.words import digest


class Version(NamedTuple):
    """A text of a document in one language. `source` is the text it translates, or None."""

    subject: str
    field: str
    language: str
    value: str
    source: str | None

    @property
    def name(self) -> str:
        """What the text is called in files and commands, whatever its language."""
        return f"{self.subject}.{self.field}"


def texts_of(content: Document, source: str) -> Iterator[Version]:
    """Yield every text of a document, given the tag of its source language."""
    for subject, entry in content.entries():
        for field, versions in entry.words():
            for tag, value in versions.items():
                original = None if tag == source else versions[source]
                yield Version(subject, field, tag, value, original)


class Memory:
    """What files and the database remember. Where both know a text, the files are believed."""

    def __init__(self, new: Document, db: Database) -> None:
        self._sources = (new.history, recorded(db))

    def text(self, text: Version, today: date) -> Remembered:
        """Return what is to be remembered of a text.

        One that has not changed keeps its day and what it was made from: that is how a translation
        becomes outdated when only the source text is changed.
        """
        fresh = _fresh(text, today)
        for history in self._sources:
            known = history.texts.get(text.name, {}).get(text.language)
            if known is not None and known.digest == fresh.digest:
                return known
        return fresh

    def facts(self, subject: str, entry: Entry, today: date) -> Remembered:
        """Return what is to be remembered of the facts about a subject."""
        fresh = _fresh_facts(entry, today)
        known = (history.facts.get(subject, fresh) for history in self._sources)
        return next((one for one in known if one.digest == fresh.digest), fresh)


def recorded(db: Database) -> History:
    """Return what the database remembers."""
    history = History()
    for row in db.query("select * from words order by subject, field, made_from is not null"):
        versions = history.texts.setdefault(f"{row['subject']}.{row['field']}", {})
        versions[row["language"]] = _remembered(row)
    for row in db.query("select * from facts order by subject"):
        history.facts[row["subject"]] = _remembered(row)
    return history


def unrecorded(content: Document, source: str) -> Iterator[Version]:
    """Yield the texts that have changed since the document's history was written."""
    for text in texts_of(content, source):
        known = content.history.texts.get(text.name, {}).get(text.language)
        if known is None or known.digest != digest(text.value):
            yield text


def confirmed(
    content: Document, source: str, today: date, names: Collection[str] | None = ()
) -> History:
    """Return the history in which what has changed in a document is recorded.

    A translation that has changed is made from the source text beside it. One that has not keeps
    what it was made from, unless it is named: then it says what the source text says now.

    :param names: the texts (`contact.invitation`) whose translations hold; None for all.
    """
    history = History()
    for text in texts_of(content, source):
        fresh = _fresh(text, today)
        known = content.history.texts.get(text.name, {}).get(text.language, fresh)
        if known.digest != fresh.digest:
            known = fresh
        made_from = fresh.made_from if names is None or text.name in names else known.made_from
        versions = history.texts.setdefault(text.name, {})
        versions[text.language] = Remembered(fresh.digest, known.changed_on, made_from)
    for subject, entry in content.entries():
        facts = _fresh_facts(entry, today)
        old = content.history.facts.get(subject, facts)
        history.facts[subject] = old if old.digest == facts.digest else facts
    return history


def _fresh(text: Version, today: date) -> Remembered:
    return Remembered(digest(text.value), today, text.source and digest(text.source))


def _fresh_facts(entry: Entry, today: date) -> Remembered:
    return Remembered(digest(msgspec.json.encode(entry.facts(), order="sorted").decode()), today)


def _remembered(row: Mapping[str, str]) -> Remembered:
    day = date.fromisoformat(row["changed_on"])
    return Remembered(row["digest"], day, row.get("made_from"))
