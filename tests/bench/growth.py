"""Content of any size: organisations, in both languages, beside what the site ships with.

They can be found by searching, by words as texts have them: few of them often, and most seldom.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from sqlite_utils import Database

from battkomp.content.search import indexing
from battkomp.content.words import digest
from battkomp.db import connections

_ON = "2026-11-23"

_WORDS_OF_A_SUMMARY = 20
_COMMON = {
    "nb": "i og for på med som til av en et batterier kompetanse industri bedriften fagskole Ås",
    "en": "in and for of with that to by a an batteries skills industry company college Aas",
}
_STEMS = {
    "nb": "batteri celle kraft nett sjø råvare anode katode grafitt industri fag verdi lager nær "
    "prosess energi miljø system fabrikk forsknings utdannings rekrutterings gjenvinning teknologi",
    "en": "battery cell power grid sea material anode cathode graphite industry trade value store "
    "process energy environment system factory research education hiring recycling technology",
}


def grow(database: Path, entries: int) -> None:
    """Add so many organisations to a site's content, in one change."""
    with connections.writing(database) as db:
        _add(db, "organisations (key, position, website)", _organisations(entries))
        _add(
            db,
            "words (subject, field, language, text, digest, made_from, changed_on)",
            _words(entries),
        )
        _add(db, "facts (subject, digest, changed_on)", _facts(entries))
        _add(
            db,
            "search_entries (language, subject, place, anchor, title, text, also)",
            _searched(entries),
        )
        indexing.rebuild(db)
        connections.raise_revision(db)


def _add(db: Database, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    places = ", ".join("?" * (columns.count(",") + 1))
    db.conn.executemany(f"insert into {columns} values ({places})", rows)


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


def _searched(entries: int) -> Iterator[tuple[object, ...]]:
    """Yield rows of the search index."""
    names = {"nb": "Bedrift nummer", "en": "Company number"}
    for language in names:
        choice, words = Random(language), vocabulary(language)
        weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
        for number in range(entries):
            summary = choice.choices(words, cum_weights=weights, k=_WORDS_OF_A_SUMMARY)
            subject, name = f"organisations.grown-{number}", f"{names[language]} {number}"
            text = " ".join(summary).capitalize() + "."
            yield language, subject, "organisations", f"grown-{number}", name, text, ""


def vocabulary(language: str) -> list[str]:
    """Return words of a language, the most frequent first: common ones, and then compounds."""
    stems = _STEMS[language].split()
    compounds = [first + last for first in stems for last in stems]
    long = [first + last for first in compounds for last in stems]
    return [*_COMMON[language].split(), *compounds, *long]
