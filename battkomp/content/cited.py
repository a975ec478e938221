"""Entries of the knowledge base with their words, and with what they are based on."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from battkomp.content.knowledge import Source
from battkomp.content.model import Organisation, Text
from battkomp.content.partial_dates import When
from battkomp.content.words import Words

Row = dict[str, Any]


class Cited:
    """Reads entries in one question for their facts and one for their words, however many.

    A row holds an entry's facts by name, its `subject` and `section`, and, as rows again, its
    `sources`, `organisations` and `owner`.
    """

    def __init__(self, db: Database, words: Words, language: str) -> None:
        self._db = db
        self._words = words
        self._language = language

    def section(self, name: str) -> list[Row]:
        """Return the entries of a section, in the order of the content."""
        query = "select * from linked where section = ? order by position"
        linked = () if name == "sources" else (f"@{name}",)  # a source cites and names nothing
        return self._rows(query, name, scope=(f"{name}.", *linked))

    def part(self, number: int) -> list[Row]:
        """Return all entries that belong to a part, section by section."""
        query = "select * from linked where part = ? order by section, position"
        return self._rows(query, number, scope=(f"@part.{number}",))

    def figures(self) -> list[Row]:
        """Return the figures, and the charts that they are drawn in."""
        query = "select * from linked where section in ('charts', 'figures') order by position"
        return self._rows(query, scope=("charts.", "figures.", "@figures"))

    def steps(self) -> list[Row]:
        """Return the steps of the value chain, and what has happened since."""
        query = (
            "select * from linked where section in ('steps', 'milestones') and featured"
            " order by section, position"
        )
        return self._rows(query, scope=("steps.", "@steps", "@since"))

    def organisations(self) -> list[Row]:
        """Return the organisations that pages list, and what has happened since."""
        query = (
            "select * from linked where section in ('organisations', 'milestones') and featured"
            " order by section, position"
        )
        return self._rows(query, scope=("@organisations", "@since"))

    def featured(self) -> list[Row]:
        """Return the entries that the front page shows."""
        query = "select * from linked where section = 'figures' and featured order by position"
        return self._rows(query, scope=("@featured",))

    def text(self, row: Row, field: str) -> Text:
        """Return one of an entry's texts."""
        return self._words.text(self._language, row["subject"], field)

    def find(self, row: Row, field: str) -> Text | None:
        """Return a text that not every entry has, or None."""
        return self._words.find(self._language, row["subject"], field)

    def sources(self, row: Row) -> tuple[Source, ...]:
        """Return what an entry is based on."""
        return tuple(map(self.source, row["sources"]))

    def source(self, row: Row) -> Source:
        """Return the source that a row tells of."""
        return Source(
            key=row["key"],
            url=row["url"],
            publisher=row["publisher"],
            published=when_or_none(row["published"]),
            language=row["language"],
            title=self.text(row, "title"),
        )

    def named(self, row: Row) -> tuple[Organisation, ...]:
        """Return the organisations that an entry names."""
        return tuple(map(self.organisation, row["organisations"]))

    def organisation(self, row: Row) -> Organisation:
        """Return the organisation that a row tells of."""
        return self._words.organisation(self._language, row)

    def _rows(self, query: str, *values: object, scope: tuple[str, ...]) -> list[Row]:
        self._words.read(scope)
        return [self._row(found) for found in self._db.query(query, values)]

    def _row(self, found: Row) -> Row:
        row: Row = json.loads(found["facts"])
        for name in ("sources", "organisations"):
            row[name] = [_under(name, one) for one in json.loads(found[name])]
        row["owner"] = found["owner"] and _under("organisations", json.loads(found["owner"]))
        return row | {"subject": found["subject"], "section": found["section"]}


def _under(section: str, row: Row) -> Row:
    return row | {"subject": f"{section}.{row['key']}"}


def when_or_none(text: str | None) -> When | None:
    """Return the date that a text stands for, or None for none."""
    return None if text is None else When.of(text)
