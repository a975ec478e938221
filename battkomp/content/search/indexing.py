"""The tables of the search index, and how they are filled."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from battkomp.content.files import Document
from battkomp.content.search.searchable import entries
from battkomp.content.search.suggestions import padded

_TABLES = (
    # An entry in one language in each row, the more important entries first.
    """
    create table search_entries (
        id integer primary key,
        language text not null,
        subject text not null,
        place text not null,
        anchor text,
        part integer,
        title text not null,
        text text not null,
        also text not null,
        unique (subject, language)
    ) strict
    """,
    # Diacritics are kept, or a search for "as" would find "ås".
    """
    create virtual table search_index using fts5 (
        language, title, text, also,
        content = 'search_entries', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6 7 8'
    )
    """,
    """
    insert into search_index (search_index, rank) values ('rank', 'bm25(0.0, 10.0, 1.0, 0.5)')
    """,
    "create virtual table search_terms using fts5vocab (search_index, col)",
    # Every word, the most frequent first. `plain` is the word without accents, between spaces.
    """
    create table search_vocabulary (
        id integer primary key, word text not null, plain text not null
    ) strict
    """,
    """
    create virtual table search_words using fts5 (
        word, plain,
        content = 'search_vocabulary', content_rowid = 'id', tokenize = 'trigram'
    )
    """,
)
_WORDS = """
select term from search_terms where col <> 'language' group by term order by sum(doc) desc, term
"""


def create(db: Database) -> None:
    """Create the tables, empty."""
    for statement in _TABLES:
        db.execute(statement)


def fill(db: Database, content: Document, languages: Collection[str], source: str) -> None:
    """Index the whole content anew, within the transaction that changes it.

    :param languages: the tags of the languages to index.
    :param source: the tag of the language that texts are translated from, which is indexed too.
    """
    tags = dict.fromkeys((source, *languages))
    db.table("search_entries").delete_where()
    db.table("search_entries").insert_all(row for tag in tags for row in rows(content, tag))
    rebuild(db)


def rebuild(db: Database) -> None:
    """Index all that is in `search_entries`."""
    db.execute("insert into search_index (search_index) values ('rebuild')")
    db.execute("insert into search_index (search_index) values ('optimize')")
    words = [{"word": word, "plain": padded(word)} for (word,) in db.execute(_WORDS)]
    db.table("search_vocabulary").delete_where()
    db.table("search_vocabulary").insert_all(words)
    db.execute("insert into search_words (search_words) values ('rebuild')")


def rows(content: Document, language: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of `search_entries` for the entries that are written in a language."""
    for entry in entries(content, language):
        texts = {name: _joined(getattr(entry, name)) for name in ("text", "also")}
        title = _joined((entry.title,))
        yield {"language": language, **entry._asdict(), "title": title, **texts}


def _joined(texts: Iterable[str | None]) -> str:
    """Join texts on one line, in composed letters as queries are."""
    return unicodedata.normalize("NFC", " ".join(" ".join(filter(None, texts)).split()))
