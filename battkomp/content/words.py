"""Texts in the reader's language, or honestly in the source language."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlite_utils import Database

from battkomp.content.model import Organisation, Text
from battkomp.content.scopes import NAMED, Scope, reach

_READ = (
    NAMED
    + """
select name, subject, field, language, text, digest, made_from, changed_on
from named cross join words on subject between first and last
union all
select name, subject, null, null, null, null, null, changed_on
from named cross join facts on subject between first and last
union all
select distinct '', '', null, language, null, null, null, null from gaps
"""
)
_GAPS = (
    NAMED
    + """
select distinct subject, field, is_missing
from named cross join gaps on language = :language and subject between first and last
order by subject, field
"""
)


class NoContentError(sqlite3.DatabaseError):
    """There is no content in the database yet; to who reads it, as if there were no database."""

    def __init__(self) -> None:
        super().__init__("There is no content yet: load some, or run `flask content prepare`.")


class Word(NamedTuple):
    """One text as it is stored."""

    text: str
    digest: str
    made_from: str | None
    changed_on: str


class _Subject:
    """What is known of a subject: its words by field and language, and the day of its facts."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, Word]] = {}
        self.facts_changed_on = ""


@dataclass(frozen=True)
class Gap:
    """A translation that is missing, or was made from a source text that has changed since."""

    subject: str
    field: str
    is_missing: bool


_NOTHING = _Subject()


class Words:
    """All texts of the content, in every language, and the days on which they and facts changed.

    A subject is read when it is first asked for, and kept. Who shows many reads them together
    first, with `read`; then no text costs a question of its own.

    :param source: the language that every text is in.
    :param always: what is read with the first question, whatever that is.
    """

    def __init__(self, db: Database, source: str, always: Scope = ()) -> None:
        self._db = db
        self._source = source
        self._always = always
        self._subjects: dict[str, _Subject] = {}
        self._members: dict[str, set[str]] = {}
        self._lacking: set[str] | None = None  # the languages that something is wanting in

    @property
    def size(self) -> int:
        """How many subjects are kept."""
        return len(self._subjects)

    def read(self, scope: Iterable[str]) -> None:
        """Read all that a scope names, in one question, and none if all has been read.

        What it costs grows with what is named, and with nothing else in the database.
        """
        wanted = [name for name in scope if not self._has_read(name)]
        if not wanted:
            return
        wanted += self._always
        members: dict[str, set[str]] = {name: set() for name in wanted}
        found = self._db.execute(_READ, {"scope": reach(wanted)})
        lacking: set[str] = set()
        for name, subject, field, language, text, digest, made_from, changed_on in found:
            if not name:
                lacking.add(language)
                continue
            members[name].add(subject)
            known = self._subjects.get(subject) or self._subjects.setdefault(subject, _Subject())
            if field is None:
                known.facts_changed_on = changed_on
            else:
                word = Word(text, digest, made_from, changed_on)
                known.words.setdefault(field, {})[language] = word
        self._members |= members
        self._lacking = lacking
        self._always = ()

    def text(self, language: str, subject: str, field: str) -> Text:
        """Return a text in `language`, falling back to the source language.

        :raises NoContentError: if there is none at all: the tables are there, but empty.
        :raises KeyError: if the text is in neither.
        """
        fields = self._fields(subject)
        if field not in fields and self._is_empty():
            raise NoContentError
        source = fields[field][self._source]
        own = fields[field].get(language)
        if own is None:
            return Text(source.text, self._source, is_fallback=True)
        return Text(own.text, language, is_outdated=_is_outdated(own, source))

    def organisation(self, language: str, facts: Mapping[str, Any]) -> Organisation:
        """Return an organisation with its name, and that of what it is a part of."""
        key, whole = facts["key"], facts["part_of"]
        name = self.text(language, f"organisations.{key}", "name")
        part_of = self.text(language, f"organisations.{whole}", "name") if whole else None
        return Organisation(key, name, facts["website"], part_of)

    def find(self, language: str, subject: str, field: str) -> Text | None:
        """Return a text that not every subject has, or None."""
        return self.text(language, subject, field) if field in self._fields(subject) else None

    def versions(self, subject: str, field: str) -> Mapping[str, Text]:
        """Return a text in each language that it is in, by the language's tag."""
        found = self._fields(subject)[field]
        return {language: self.text(language, subject, field) for language in found}

    def gaps(self, language: str, scope: Scope) -> tuple[Gap, ...]:
        """Return what is wanting in `language` within `scope`."""
        if self._lacking is None:
            self.read(self._always or scope)
        if language not in (self._lacking or ()):
            return ()
        asked = {"scope": reach(scope), "language": language}
        found = self._db.execute(_GAPS, asked)
        return tuple(Gap(subject, field, bool(missing)) for subject, field, missing in found)

    def subjects(self, kind: str) -> tuple[str, ...]:
        """Return all subjects of a kind, such as `terms.`, in alphabetical order."""
        return tuple(self._within((kind,)))

    def changed_on(self, language: str, scope: Scope) -> str:
        """Return the ISO date on which a text or a fact within `scope` last changed in `language`.

        A text that is missing in it is shown in the source language. It is empty if there is
        nothing within `scope`.
        """
        subjects = self._within(scope)
        facts = [self._subjects[one].facts_changed_on for one in subjects]
        words = [
            versions.get(language, versions[self._source]).changed_on
            for one in subjects
            for versions in self._subjects[one].words.values()
        ]
        return max([*facts, *words], default="")

    def _within(self, scope: Scope) -> list[str]:
        """Return the subjects that there are within a scope, in its order."""
        self.read(scope)
        members = (sorted(self._members.get(name, (name,))) for name in scope)
        return [one for subjects in members for one in subjects if one in self._subjects]

    def _fields(self, subject: str) -> dict[str, dict[str, Word]]:
        known = self._subjects.get(subject)
        if known is None:
            self.read((subject,))
            known = self._subjects.get(subject, _NOTHING)
        return known.words

    def _has_read(self, name: str) -> bool:
        kind = name[: name.find(".") + 1]
        return name in self._members or name in self._subjects or kind in self._members

    def _is_empty(self) -> bool:
        return self._db.execute("select 1 from words limit 1").fetchone() is None


def digest(text: str) -> str:
    """Return what a translation remembers of its source: 16 hexadecimal digits.

    White space does not count, so that wrapping a text anew outdates no translation.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _is_outdated(word: Word, source: Word) -> bool:
    return word.made_from is not None and word.made_from != source.digest
