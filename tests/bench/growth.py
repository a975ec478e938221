"""Content of any size: organisations, in both languages, beside what the site ships with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from battkomp.content import store
from battkomp.content.words import digest

_ON = "2026-11-23"


def grow(database: Path, entries: int) -> None:
    """Add so many organisations to a site's content, in one change."""
    with store.writing(database) as db:
        _add(db, "organisations (key, position, website)", _organisations(entries))
        _add(
            db,
            "words (subject, field, language, text, digest, made_from, changed_on)",
            _words(entries),
        )
        _add(db, "facts (subject, digest, changed_on)", _facts(entries))
        store.raise_revision(db)


def _add(db: Database, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    places = ", ".join("?" * (columns.count(",") + 1))
    db.conn.executemany(f"insert into {columns} values ({places})", rows)  # noqa: S608  # ours


def _organisations(entries: int) -> Iterator[tuple[object, ...]]:
    for number in range(entries):
        yield f"grown-{number}", 1000 + number, f"https://grown-{number}.example/"


def _words(entries: int) -> Iterator[tuple[object, ...]]:
    for number in range(entries):
        subject, source = f"organisations.grown-{number}", f"Bedrift nummer {number}"
        made_from = digest(source)
        yield subject, "name", "nb", source, made_from, None, _ON
        translation = f"Company number {number}"
        yield subject, "name", "en", translation, digest(translation), made_from, _ON


def _facts(entries: int) -> Iterator[tuple[object, ...]]:
    for number in range(entries):
        yield f"organisations.grown-{number}", digest(str(number)), _ON
