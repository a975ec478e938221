"""Search the index: whole words first, then prefixes, then parts of compound words."""

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from battkomp.content.search.results import (
    MARK_END,
    MARK_START,
    HitPage,
    SearchHit,
    SearchQuery,
    SearchResults,
)
from battkomp.content.search.suggestions import suggestion

MOST_COUNTED = 100  # hits; of more, only the fact that there are more is told
MOST_SHOWN = 20  # hits on a page
MOST_SHOWN_OF_OTHERS = 10

_MOST_WEIGHED = 300  # hits that bm25 orders; of more, the first in the index
_MOST_COMPOUNDS = 32  # the most frequent that have a word of the query as a part
_SHORTEST_PART = 3  # letters; the trigram index finds nothing shorter

# The ids of the best hits, without entries that are among `:found` in another language. Hits with
# about the same score as bm25 gives are in the order of the index, the more important first.
_BEST = """
select id from (
    select rowid as id, rank as score from search_index
    where search_index match :expression and rowid not in (
        select twin.id from search_entries join search_entries as twin using (subject)
        where search_entries.id in (select value from json_each(:found))
    )
    order by rowid limit :weighed
)
order by round(20 * score / min(score) over ()) desc, id limit :limit
"""
# FTS5 marks what an expression found, so it is asked again for the hits that are shown.
_SHOWN = """
select id, subject, search_entries.language as language, place, anchor, part,
    highlight(search_index, 1, :start, :end) as title,
    trim(snippet(search_index, 2, :start, :end, ' … ', 26)) as snippet
from search_index cross join search_entries on id = search_index.rowid
where search_index match :expression and search_index.rowid between :first and :last
    and +search_index.rowid in (select value from json_each(:ids))
"""
_COMPOUNDS = """
select word from search_words
where search_words match :expression and substr(word, 1, length(:part)) <> :part
order by rowid limit :limit
"""

# Of each hit, the expression that found it; the best hits first.
_Hits = Mapping[int, str]


def search(db: Database, language: str, typed: str, page: int = 1) -> SearchResults:
    """Find the entries that have all words of a query.

    :param language: the tag of the reader's language.
    :param typed: the query as the visitor typed it; any text.
    :param page: the page of the hits in the reader's language, from 1; beyond the last, the last.
        All else is on the first: suggestions, and entries that are found in other languages only,
        unless there are more hits than are counted.
    """
    query = SearchQuery.parse(typed)
    if not query.words:
        return SearchResults(query)
    ranks = _ranks(db, query.words)
    in_own = [f'language : "{language}" AND {one}' for one in ranks]
    hits = _hits(db, in_own)
    own = _page(db, hits, MOST_SHOWN, page)
    if own.page > 1:
        return SearchResults(query, own)
    in_others = [f'{one} NOT language : "{language}"' for one in ranks]
    hits_of_others = {} if own.is_more else _hits(db, in_others, tuple(hits))
    return SearchResults(
        query,
        own,
        _page(db, hits_of_others, MOST_SHOWN_OF_OTHERS),
        None if in_own[0] in hits.values() else suggestion(db, query.words),
        () if hits or hits_of_others else _findable(db, query.words),
    )


def everything(db: Database, language: str) -> Iterator[tuple[SearchHit, str]]:
    """Yield all that is indexed in a language, with the hidden words that find it."""
    rows = db.table("search_entries").rows_where("language = ?", [language], order_by="id")
    for row in rows:
        where = {name: row[name] for name in ("subject", "language", "place", "anchor", "part")}
        yield SearchHit(**where, title=row["title"], snippet=row["text"]), row["also"]


def _ranks(db: Database, words: Sequence[str]) -> list[str]:
    """Return different FTS5 expressions for all words: whole, as prefixes, as parts of compounds.

    A word with more hits than are counted is searched for as it is. So is one that is too short to
    be a part, unless it ends the query, where it may be unfinished.
    """
    whole, prefixes, parts = [], [], []
    for place, word in enumerate(words, 1):
        is_short = len(word) < _SHORTEST_PART
        is_whole = (is_short and place < len(words)) or _is_found(db, f'"{word}"', MOST_COUNTED + 1)
        most = 0 if is_whole or is_short else _MOST_COMPOUNDS // len(words)
        whole.append(f'"{word}"')
        prefixes.append(f'"{word}"' if is_whole else f'"{word}" *')
        parts.append(" OR ".join((prefixes[-1], *_compounds(db, word, most))))
    return list(dict.fromkeys(map(_all, (whole, prefixes, parts))))


def _all(expressions: Sequence[str]) -> str:
    return "{title text also} : (" + " AND ".join(f"({one})" for one in expressions) + ")"


def _is_found(db: Database, expression: str, times: int = 1) -> bool:
    """Tell whether at least so many entries have what an expression of FTS5 finds."""
    question = "select rowid from search_index where search_index match ? limit 1 offset ?"
    return db.execute(question, [expression, times - 1]).fetchone() is not None


def _compounds(db: Database, part: str, most: int) -> Iterator[str]:
    """Yield words that have a part elsewhere than at their beginning, quoted for FTS5."""
    values = {"expression": f'word : "{part}"', "part": part, "limit": most}
    yield from (f'"{word}"' for (word,) in db.execute(_COMPOUNDS, values))


def _hits(db: Database, expressions: Sequence[str], found: Sequence[int] = ()) -> _Hits:
    """Return what expressions find, and no entry that has been found already.

    :param expressions: the best first. Each finds all that those before it find.
    :param found: ids of entries in another language.
    """
    hits: dict[int, str] = {}
    values = {"found": json.dumps(found), "weighed": _MOST_WEIGHED, "limit": MOST_COUNTED + 1}
    for expression in expressions:
        for (one,) in db.execute(_BEST, values | {"expression": expression}):
            hits.setdefault(one, expression)
        if len(hits) > MOST_COUNTED:
            break
    return hits


def _page(db: Database, hits: _Hits, size: int, page: int = 1) -> HitPage:
    count = min(len(hits), MOST_COUNTED)
    page = min(page, max(1, -(-count // size)))
    shown = list(hits)[:count][(page - 1) * size : page * size]
    return HitPage(_shown(db, hits, shown), count, len(hits) > count, page, size)


def _shown(db: Database, hits: _Hits, ids: Sequence[int]) -> tuple[SearchHit, ...]:
    """Return hits with marks around the words that the expression of each has found."""
    known: dict[int, SearchHit] = {}
    for expression in {hits[one] for one in ids}:
        own = [one for one in ids if hits[one] == expression]
        place = {"ids": json.dumps(own), "first": min(own), "last": max(own)}
        values = {"expression": expression, "start": MARK_START, "end": MARK_END, **place}
        known |= {row.pop("id"): SearchHit(**row) for row in db.query(_SHOWN, values)}
    return tuple(known[one] for one in ids)


def _findable(db: Database, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a query that are found alone; none if it is a single word."""
    if len(words) == 1:
        return ()
    return tuple(word for word in words if _is_found(db, _ranks(db, [word])[-1]))
