"""Texts in the reader's language, or honestly in the source language."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from battkomp.content.model import Text

# Subjects by name ("phases.1"), all of a kind ("phases."), or those of a group ("@board").
Scope = tuple[str, ...]

# `:scope` is what `reach` returns. A group is what a page shows of a kind that may have many more;
# `shown` says which organisations. The joins are crossed as SQLite does not reorder those: it is to
# look for the names among the words, and never the other way round.
_READ = """
with shown (name, organisation) as (
    select '@board', organisation from seat_organisations
    union select '@contact', organisation from contact
),
groups (name, subject) as (
    select name, 'organisations.' || organisation from shown
    union select name, 'organisations.' || part_of
        from shown join organisations on key = organisation where part_of is not null
    union select '@board', 'people.' || person from seats
    union select '@contact', 'people.' || person from contact where person is not null
),
named (name, first, last) as (
    select value ->> 0, value ->> 1, value ->> 2 from json_each(:scope)
    union all select name, subject, subject from groups
        where name in (select value ->> 0 from json_each(:scope))
)
select name, subject, field, language, text, digest, made_from, changed_on
from named cross join words on subject between first and last
union all
select name, subject, null, null, null, null, null, changed_on
from named cross join facts on subject between first and last
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
        found = self._db.execute(_READ, {"scope": reach(members)})
        for name, subject, field, language, text, digest, made_from, changed_on in found:
            members[name].add(subject)
            known = self._subjects.get(subject) or self._subjects.setdefault(subject, _Subject())
            if field is None:
                known.facts_changed_on = changed_on
            else:
                word = Word(text, digest, made_from, changed_on)
                known.words.setdefault(field, {})[language] = word
        self._members |= members
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

    def find(self, language: str, subject: str, field: str) -> Text | None:
        """Return a text that not every subject has, or None."""
        return self.text(language, subject, field) if field in self._fields(subject) else None

    def gaps(self, language: str, scope: Scope) -> tuple[Gap, ...]:
        """Return what is wanting in `language` within `scope`, in its order."""
        return tuple(
            Gap(subject, field, is_missing=language not in versions)
            for subject in self._within(scope)
            for field, versions in sorted(self._subjects[subject].words.items())
            if _is_wanting(versions, language, self._source)
        )

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
        named = (sorted(self._members.get(name, (name,))) for name in scope)
        return [one for subjects in named for one in subjects if one in self._subjects]

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


def reach(names: Iterable[str]) -> str:
    """Return each name, and the first and the last subject of it, as a JSON array.

    A kind reaches from its name to the last name that starts so. No subject is called as a group.
    """
    last = chr(sys.maxunicode)
    return json.dumps([[name, name, name + last * name.endswith(".")] for name in names])


def digest(text: str) -> str:
    """Return what a translation remembers of its source: 16 hexadecimal digits.

    White space does not count, so that wrapping a text anew outdates no translation.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _is_outdated(word: Word, source: Word) -> bool:
    return word.made_from is not None and word.made_from != source.digest


def _is_wanting(versions: Mapping[str, Word], language: str, source: str) -> bool:
    return language not in versions or _is_outdated(versions[language], versions[source])
