"""The tables of the search: what is searched, word by word, and the words that there are."""

from __future__ import annotations

from sqlite_utils import Database

# More than there will ever be of entries: the ids of each language begin at a multiple of it, and
# an entry has the same id after that in each.
BLOCK = 1_000_000_000

# What FTS5 calls a word. No mark is taken off a letter, or "ås" would be "as".
SEARCH = (
    # One row for each entry in each language that it is written in. The ids of a language follow
    # each other, the more important entries first: the first of many hits are cheap to have.
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
        also text not null
    ) strict
    """,
    "create index search_entries_of_a_language on search_entries (language, id)",
    # Without their content, which is in the table above. Titles have a table of their own, so that
    # those with a word that stands in every text need not be looked for among all of these.
    """
    create virtual table search_titles using fts5 (
        title, content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4'
    )
    """,
    """
    create virtual table search_texts using fts5 (
        title, text, also,
        content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4'
    )
    """,
    "create virtual table search_words using fts5vocab (search_texts, row)",
    # Every word, the most frequent first; `plain` is what is typed where there is no æ, ø or å.
    """
    create table search_vocabulary (
        id integer primary key,
        word text not null unique,
        plain text not null,
        entries integer not null
    ) strict
    """,
    "create index search_vocabulary_plain on search_vocabulary (plain)",
    # Of words and not of texts: it is small, and a word is found in the midst of another.
    """
    create virtual table search_parts using fts5 (
        part, content = '', tokenize = 'trigram'
    )
    """,
)
# What the second form of the index adds. It is made anew from the content, as its ids are others.
WORDS_IN_PLACE = (
    "create virtual table search_places using fts5vocab (search_texts, instance)",
    "alter table search_vocabulary add column first integer not null default 0",
    "alter table search_vocabulary add column last integer not null default 0",
    "create index search_vocabulary_entries on search_vocabulary (word, entries)",
    "delete from search_entries",
)
# An index without entries is made anew from the content when the database is prepared.
AGAIN = "delete from search_entries"

# The same letters as in `PLAIN`.
_FILL = (
    "insert into search_titles (search_titles) values ('delete-all')",
    "insert into search_texts (search_texts) values ('delete-all')",
    "insert into search_parts (search_parts) values ('delete-all')",
    "delete from search_vocabulary",
    "insert into search_titles (rowid, title) select id, title from search_entries",
    """
    insert into search_texts (rowid, title, text, also)
    select id, title, text, also from search_entries
    """,
    """
    insert into search_vocabulary (word, plain, entries, first, last)
    select term, replace(replace(replace(replace(replace(replace(replace(
        term, 'æ', 'ae'), 'ø', 'o'), 'å', 'a'), 'ä', 'a'), 'ö', 'o'), 'é', 'e'), 'ü', 'u'),
        search_words.doc, first, last
    from search_words join (
        select term, min(doc) as first, max(doc) as last from search_places group by term
    ) using (term)
    order by search_words.doc desc, term
    """,
    "insert into search_parts (rowid, part) select id, word from search_vocabulary",
    "insert into search_titles (search_titles) values ('optimize')",
    "insert into search_texts (search_texts) values ('optimize')",
)
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u"})


def fill(db: Database) -> None:
    """Make the index anew from `search_entries`, within the transaction that changes these."""
    for statement in _FILL:
        db.execute(statement)
