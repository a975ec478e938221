"""Texts in the reader's language, or honestly in the source language."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from battkomp.content.model import Text

# Subjects by name ("phases.1"), or all of a kind ("phases.").
Scope = tuple[str, ...]

# `:scope` is what `reach` returns.
_GAPS = """
select source.subject, source.field, own.text is null as is_missing
from json_each(:scope) as scope
join words as source on source.subject between scope.value ->> 0 and scope.value ->> 1
    and source.language = :source
left join words as own
    on own.subject = source.subject and own.field = source.field and own.language = :language
where own.text is null or own.made_from <> source.digest
order by scope.key, source.subject, source.field
"""
_CHANGED_ON = """
select max(coalesce(own.changed_on, source.changed_on))
from json_each(:scope) as scope
join words as source on source.subject between scope.value ->> 0 and scope.value ->> 1
    and source.language = :source
left join words as own
    on own.subject = source.subject and own.field = source.field and own.language = :language
"""


class NoContentError(sqlite3.DatabaseError):
    """There is no content in the database yet; to who reads it, as if there were no database."""

    def __init__(self) -> None:
        super().__init__("There is no content yet: load some, or run `flask content prepare`.")


class Word(NamedTuple):
    """One text as it is stored."""

    text: str
    digest: str
    made_from: str | None


@dataclass(frozen=True)
class Gap:
    """A translation that is missing, or was made from a source text that has changed since."""

    subject: str
    field: str
    is_missing: bool


class Words:
    """All texts of the content, in every language. Each subject's are read when first asked for."""

    def __init__(self, db: Database, source: str) -> None:
        self._db = db
        self._source = source
        self._read: dict[str, dict[str, dict[str, Word]]] = {}

    def text(self, language: str, subject: str, field: str) -> Text:
        """Return a text in `language`, falling back to the source language.

        :raises NoContentError: if there is none at all: the tables are there, but empty.
        :raises KeyError: if the text is in neither.
        """
        if field not in self._fields(subject) and self._is_empty():
            raise NoContentError
        versions = self._fields(subject)[field]
        source = versions[self._source]
        own = versions.get(language)
        if own is None:
            return Text(source.text, self._source, is_fallback=True)
        return Text(own.text, language, is_outdated=_is_outdated(own, source))

    def find(self, language: str, subject: str, field: str) -> Text | None:
        """Return a text that not every subject has, or None."""
        return self.text(language, subject, field) if field in self._fields(subject) else None

    def gaps(self, language: str, scope: Scope) -> tuple[Gap, ...]:
        """Return what is wanting in `language` within `scope`."""
        found = self._db.execute(_GAPS, self._question(language, scope))
        return tuple(Gap(subject, field, bool(missing)) for subject, field, missing in found)

    def changed_on(self, language: str, scope: Scope) -> str:
        """Return the ISO date on which a text within `scope` last changed in `language`.

        It is empty if there is no text.
        """
        (day,) = self._db.execute(_CHANGED_ON, self._question(language, scope)).fetchone()
        return day or ""

    def _is_empty(self) -> bool:
        return self._db.execute("select 1 from words limit 1").fetchone() is None

    def _question(self, language: str, scope: Scope) -> dict[str, str]:
        return {"scope": reach(scope), "language": language, "source": self._source}

    def _fields(self, subject: str) -> dict[str, dict[str, Word]]:
        if subject not in self._read:
            fields: dict[str, dict[str, Word]] = {}
            rows = self._db.execute(
                "select field, language, text, digest, made_from from words where subject = ?",
                [subject],
            )
            for field, language, *word in rows.fetchall():
                fields.setdefault(field, {})[language] = Word(*word)
            self._read[subject] = fields
        return self._read[subject]


def reach(scope: Scope) -> str:
    """Return the first and the last subject of each name in a scope, as a JSON array of pairs.

    A kind reaches from its name to the last name that starts so.
    """
    last = chr(sys.maxunicode)
    return json.dumps([[name, name + last if name.endswith(".") else name] for name in scope])


def digest(text: str) -> str:
    """Return what a translation remembers of its source: 16 hexadecimal digits.

    White space does not count, so that wrapping a text anew outdates no translation.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _is_outdated(word: Word, source: Word) -> bool:
    return word.made_from is not None and word.made_from != source.digest
