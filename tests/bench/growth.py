"""Content of any size: organisations in both languages, beside the content that ships.

Their summaries have words as texts have them: few words often, and most words seldom.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from random import Random

from msgspec.structs import replace

from battkomp.content import storage
from battkomp.content.entry import Key, Words
from battkomp.content.files import Document, History
from battkomp.content.history import remembered
from battkomp.content.knowledge import Organisation
from battkomp.content.search import indexing
from battkomp.db import connections

_TAGS = ("nb", "en")
_DAY = date(2026, 11, 23)
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
    """Add organisations to the content of a database, in one change."""
    with connections.writing(database) as db:
        grown = grown_by(storage.read(db), entries)
        storage.write(db, grown)
        indexing.fill(db, grown, _TAGS, _TAGS[0])


def grown_by(document: Document, entries: int) -> Document:
    """Return a document with more organisations."""
    added = {one.key: one for one in _organisations(entries)}
    grown = replace(document, organisations=document.organisations | added)
    return replace(grown, history=remembered(grown, History(), _TAGS[0], _DAY))


def _organisations(entries: int) -> Iterator[Organisation[Words, Key, Key]]:
    names = {"nb": "Bedrift nummer", "en": "Company number"}
    summaries = {tag: _summaries(tag) for tag in _TAGS}
    for number in range(entries):
        yield Organisation(
            key=f"grown-{number}",
            group="company",
            name={tag: f"{name} {number}" for tag, name in names.items()},
            summary={tag: next(summaries[tag]) for tag in _TAGS},
            website=f"https://grown-{number}.example/",
        )


def _summaries(language: str) -> Iterator[str]:
    choice, words = Random(language), vocabulary(language)
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    while True:
        summary = choice.choices(words, cum_weights=weights, k=_WORDS_OF_A_SUMMARY)
        yield " ".join(summary).capitalize() + "."


def vocabulary(language: str) -> list[str]:
    """Return words of a language, the most frequent first: common ones, and then compounds."""
    stems = _STEMS[language].split()
    compounds = [first + last for first in stems for last in stems]
    long = [first + last for first in compounds for last in stems]
    return [*_COMMON[language].split(), *compounds, *long]
