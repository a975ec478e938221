"""Finds entries by words: those with the very words first, then beginnings, then parts of words.

docs/decisions/0024-search.md says why it is as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from sqlite_utils import Database

from battkomp.content.search.query import (
    LONGEST_BEGINNING,
    SHORTEST_PART,
    Asked,
    Known,
    beginning,
    containing,
    described,
    exactly,
    plain,
)
from battkomp.content.search.results import Found, Hit, Hits
from battkomp.content.search.schema import BLOCK
from battkomp.content.search.snippets import Marks, Piece, marked, snippet
from battkomp.content.search.sql import BEST, EVERYTHING, KNOWN, Row

MOST_COUNTED = 100  # hits; that there are more is all that is said of the others
MOST_SHOWN = 20  # on a page
MOST_PAGES = MOST_COUNTED // MOST_SHOWN
MOST_SHOWN_OF_OTHERS = 10

_MOST_WEIGHED = 800  # places, at a few microseconds each
_MOST_WORDS = 96  # that all parts of words together may stand in; the most frequent
_NEXT = 2000  # the rank of the best hit that has not the very words
_SHORTEST_MISTYPED = 5  # letters: of shorter words, too many are like one another


@dataclass(frozen=True)
class _Word:
    """What is known of a word that is looked for."""

    word: str
    entries: int
    wholes: tuple[tuple[str, int, bool], ...]
    alone: int
    meant: str | None

    def known(self, *, only_own: bool) -> Known:
        """Return the words that it is looked for in: itself alone, if that is found often enough.

        :param only_own: those of them that stand in the reader's language.
        """
        wholes = [word for word, _, is_own in self.wholes if is_own or not only_own]
        return self.word, [self.word] if self.is_common else wholes, self.is_common

    @property
    def is_common(self) -> bool:
        """Whether more entries have it than are counted."""
        return self.alone > MOST_COUNTED

    @property
    def weight(self) -> int:
        """How many places FTS5 has to look at to weigh its hits."""
        return self.entries + 10 * len(self.wholes) + sum(entries for _, entries, _ in self.wholes)

    @property
    def can_be_found(self) -> bool:
        """Whether it stands anywhere."""
        return bool(self.wholes) or (len(self.word) < SHORTEST_PART and self.entries > 0)


def search(db: Database, typed: str, language: str, page: int = 1) -> Found:
    """Find what a visitor asks for, in two questions to the database.

    :param typed: anything at all.
    :param language: the tag of the reader's language, in which hits come first.
    :param page: which page of the hits in it, from 1; the last if there are not so many. Hits in
        other languages, and what may be meant, are on the first.
    """
    asked = Asked.of(typed)
    if not asked.words:
        return Found(asked)
    words = _known(db, asked, language)
    rows = _rows(db, words, language, page) if all(one.can_be_found for one in words) else []
    own, others = ([row for row in rows if row.is_own == is_own] for is_own in (True, False))
    hits = _hits(own, asked, MOST_SHOWN, page)
    if hits.page > 1:
        return Found(asked, hits)
    is_exact = bool(own) and own[0].rank < _NEXT
    return Found(
        asked,
        hits,
        _hits(others, asked, MOST_SHOWN_OF_OTHERS),
        None if is_exact else _meant(words),
        () if rows or len(words) == 1 else tuple(one.word for one in words if one.can_be_found),
    )


def everything(db: Database, language: str) -> Iterator[tuple[Hit, str]]:
    """Yield all that is searched in a language, whole, and what finds it and is not shown."""
    for *columns, also in db.execute(EVERYTHING, [language]):
        row = Row(*columns)
        yield _hit(row, (Piece(row.title, False),), (Piece(row.text, False),)), also


def _known(db: Database, asked: Asked, language: str) -> list[_Word]:
    values = {
        "language": language,
        "words": described(asked.words),
        "shortest": _SHORTEST_MISTYPED,
        "most": min(64, _MOST_WORDS // len(asked.words)),
    }
    return [_word(row) for row in db.query(KNOWN, values)]


def _word(row: Mapping[str, Any]) -> _Word:
    return _Word(
        row["typed"],
        row["entries"],
        tuple((word, entries, bool(is_own)) for word, entries, is_own in json.loads(row["wholes"])),
        row["alone"],
        row["meant"] or _like(row["typed"], json.loads(row["similar"])),
    )


def _like(typed: str, known: Sequence[str]) -> str | None:
    """Return the word most like one that is not known, or None if none is.

    Words are compared as typed where there is no æ, ø or å: "moter" is as like "møte" as "møter".
    """
    forms: dict[str, list[str]] = {}
    for word in known:
        forms.setdefault(plain(word), []).append(word)
    close = get_close_matches(plain(typed), forms, 1, cutoff=0.8)
    return get_close_matches(typed, forms[close[0]], 1, cutoff=0.0)[0] if close else None


def _rows(db: Database, words: Sequence[_Word], language: str, page: int) -> list[Row]:
    """Return a page of the entries that were found, the best first."""
    is_rare = sum(one.weight for one in words) <= _MOST_WEIGHED
    anywhere = _expressions(words, is_rare=is_rare, only_own=False)
    in_own = _expressions(words, is_rare=is_rare, only_own=True)
    pairs = list(dict.fromkeys(zip(anywhere, in_own, strict=True)))
    values = {
        "weighed": json.dumps([one for one, _ in pairs] if is_rare else []),
        "taken": json.dumps([] if is_rare else pairs),
        "language": language,
        "block": BLOCK,
        "most": 2 * (MOST_COUNTED + 1),
        "most_own": MOST_SHOWN,
        "skipped": (min(page, MOST_PAGES) - 1) * MOST_SHOWN,
        "most_others": MOST_SHOWN_OF_OTHERS,
    }
    return list(map(Row._make, db.execute(BEST, values)))


def _expressions(words: Sequence[_Word], *, is_rare: bool, only_own: bool) -> list[str]:
    """Return what FTS5 is asked for: the very words, then beginnings, then parts of words."""
    known = [one.known(only_own=only_own) for one in words]
    asked = [exactly(one.word for one in words), containing(known)]
    if is_rare or (len(words) == 1 and len(words[0].word) <= LONGEST_BEGINNING):
        asked.insert(1, beginning(known))  # it is cheap
    return asked


def _meant(words: Sequence[_Word]) -> str | None:
    """Return what was asked for with the words in the place of which others may be meant."""
    if not any(one.meant and not (one.alone and len(words) > 1) for one in words):
        return None
    return " ".join(one.meant or one.word for one in words)


def _hits(rows: Sequence[Row], asked: Asked, size: int, page: int = 1) -> Hits:
    """Return entries as they are shown: a word marked as it was found, whole or in part."""
    marks, shown = Marks(asked.words), []
    for row in rows:
        words = marks.pattern(row.title, row.text, only_whole=row.rank < _NEXT)
        shown.append(_hit(row, marked(row.title, words), snippet(row.text, words)))
    count = rows[0].found if rows else 0
    hits = Hits(tuple(shown), min(count, MOST_COUNTED), count > MOST_COUNTED, page, size)
    return replace(hits, page=min(page, hits.pages))


def _hit(row: Row, title: tuple[Piece, ...], text: tuple[Piece, ...]) -> Hit:
    return Hit(row.subject, row.language, row.place, row.anchor, row.part, title, text)
