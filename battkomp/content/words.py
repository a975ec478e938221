"""Texts in the reader's language, or honestly in the source language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from battkomp.content.model import Text

_QUERY = """
select subject, field, language, text, digest, made_from, changed_on from words
where subject >= :kind and subject < :kind || '/'
"""  # '/' is the character after '.', so this finds 'board' as well as 'seats.1'

# Subjects by name ("phases.1"), or all of a kind ("phases.").
Scope = tuple[str, ...]


class Word(NamedTuple):
    """One text as it is stored."""

    text: str
    digest: str
    made_from: str | None
    changed_on: str


@dataclass(frozen=True)
class Gap:
    """A translation that is missing, or was made from a source text that has changed since."""

    subject: str
    field: str
    is_missing: bool


class Words:
    """All texts of some kinds of content (`pages`, `phases`, ...), in every language."""

    def __init__(self, db: Database, source: str, kinds: Iterable[str]) -> None:
        self._source = source
        self._texts: dict[tuple[str, str], dict[str, Word]] = {}
        self._gaps: dict[str, tuple[Gap, ...]] = {}
        for kind in kinds:
            for subject, field, language, *word in db.execute(_QUERY, {"kind": kind}).fetchall():
                self._texts.setdefault((subject, field), {})[language] = Word(*word)

    def text(self, language: str, subject: str, field: str) -> Text:
        """Return a text in `language`, falling back to the source language.

        :raises KeyError: if the text is in neither.
        """
        versions = self._texts[subject, field]
        source = versions[self._source]
        own = versions.get(language)
        if own is None:
            return Text(source.text, self._source, is_fallback=True)
        return Text(own.text, language, is_outdated=_is_outdated(own, source))

    def find(self, language: str, subject: str, field: str) -> Text | None:
        """Return a text that not every subject has, or None."""
        if (subject, field) not in self._texts:
            return None
        return self.text(language, subject, field)

    def gaps(self, language: str, scope: Scope) -> Iterator[Gap]:
        """Yield what is wanting in `language` within `scope`."""
        if language not in self._gaps:  # the menu asks once for each of its lines
            self._gaps[language] = tuple(self._gaps_in(language))
        return (gap for gap in self._gaps[language] if is_within(gap.subject, scope))

    def _gaps_in(self, language: str) -> Iterator[Gap]:
        if language == self._source:
            return
        for (subject, field), versions in self._texts.items():
            own = versions.get(language)
            if own is None or _is_outdated(own, versions[self._source]):
                yield Gap(subject, field, is_missing=own is None)

    def changed_on(self, language: str, scope: Scope) -> str:
        """Return the ISO date on which a text within `scope` last changed in `language`."""
        return max(
            (
                versions.get(language, versions[self._source]).changed_on
                for (subject, _), versions in self._texts.items()
                if is_within(subject, scope)
            ),
            default="",
        )


def digest(text: str) -> str:
    """Return what a translation remembers of its source: 16 hexadecimal digits.

    White space does not count, so that wrapping a text anew outdates no translation.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _is_outdated(word: Word, source: Word) -> bool:
    return word.made_from is not None and word.made_from != source.digest


def is_within(subject: str, scope: Scope) -> bool:
    """Tell whether a scope names a subject, or all of its kind."""
    return subject in scope or f"{subject.partition('.')[0]}." in scope
