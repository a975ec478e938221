"""The tables, as migrations that are applied in order and never edited once released."""

from collections.abc import Mapping

from sqlite_utils import Database, Migrations

from battkomp.content.knowledge_schema import KNOWLEDGE
from battkomp.content.search import indexing

migrations = Migrations("battkomp")

# The order matters twice: rows are inserted in it, and deleted against it, so that no foreign
# key is ever broken half-way.
CONTENT_TABLES = (
    "words",
    "facts",
    "pages",
    "phases",
    "slugs",
    "organisations",
    "people",
    "board",
    "seats",
    "seat_organisations",
    "contact",
    "sources",
    "milestones",
    "findings",
    "charts",
    "figures",
    "steps",
    "terms",
    "citations",
    "mentions",
    "gaps",
    "groups",
)

# The columns beside `key` and `position` of the tables that hold a section's entries by key, and
# beside `id` of those that hold one entry. Words, links and slugs have tables of their own.
KEYED: Mapping[str, tuple[str, ...]] = {
    "pages": (),
    "organisations": ("website", "part_of", "group", "as_of"),
    "people": ("name",),
    "seats": ("person",),
    "sources": ("url", "publisher", "published", "language"),
    "milestones": ("on", "kind", "part"),
    "findings": ("group", "part", "number", "state", "replaced_by", "as_of"),
    "charts": (),
    "figures": (
        *("value", "unit", "qualifier", "owner", "part", "featured", "chart", "about", "as_of"),
    ),
    "steps": ("as_of",),
    "terms": (),
}
SINGLE: Mapping[str, tuple[str, ...]] = {
    "board": ("first_year", "last_year"),
    "contact": ("organisation", "person", "email"),
}
PHASE_COLUMNS = ("started_on", "launched_on", "handed_over")


@migrations()
def create_content(db: Database) -> None:
    """Create the content: one table of words for all languages, and the facts beside it."""
    for statement in _STATEMENTS:
        db.execute(statement)


@migrations()
def mark_content(db: Database) -> None:
    """Give each state of the content a name of its own, which no other state has ever had.

    A number alone says too little: after a backup was restored, the same number comes again. The
    mark is made by a trigger, so that an earlier release that still runs makes one too.
    """
    db.execute("alter table revision add column mark text not null default ''")
    db.execute(
        """
        create trigger revision_mark after update of number on revision
        begin
            update revision set mark = lower(hex(randomblob(16))) where id = new.id;
        end
        """
    )
    db.execute("update revision set number = number")


@migrations()
def add_knowledge(db: Database) -> None:
    """Add what the project found, when, and who says so."""
    for statement in KNOWLEDGE:
        db.execute(statement)


@migrations()
def add_search(db: Database) -> None:
    """Add the search index, which is made from the content at each load."""
    indexing.create(db)


_STATEMENTS = (
    # The number by which every cache knows whether it is still right.
    """
    create table revision (
        id integer primary key check (id = 1),
        number integer not null,
        changed_at text not null
    ) strict
    """,
    "insert into revision (id, number, changed_at) values (1, 0, '')",
    # `made_from` is the digest of the source text that a translation was made from; a source
    # text has none.
    """
    create table words (
        subject text not null,
        field text not null,
        language text not null,
        text text not null check (text <> ''),
        digest text not null,
        made_from text,
        changed_on text not null,
        primary key (subject, field, language)
    ) strict, without rowid
    """,
    # The day on which what is no word of a subject last changed: a date, a name, an address.
    """
    create table facts (
        subject text primary key,
        digest text not null,
        changed_on text not null
    ) strict, without rowid
    """,
    "create table pages (key text primary key, position integer not null) strict",
    """
    create table phases (
        number integer primary key,
        started_on text,
        launched_on text,
        check (started_on <= launched_on)
    ) strict
    """,
    # A slug that was once right is kept, so that its address redirects for ever.
    """
    create table slugs (
        language text not null,
        slug text not null,
        phase integer not null references phases (number),
        is_current integer not null check (is_current in (0, 1)),
        primary key (language, slug)
    ) strict, without rowid
    """,
    """
    create unique index one_current_slug on slugs (phase, language) where is_current = 1
    """,
    """
    create table organisations (
        key text primary key,
        position integer not null,
        website text,
        part_of text references organisations (key) deferrable initially deferred
    ) strict
    """,
    """
    create table people (
        key text primary key,
        position integer not null,
        name text not null
    ) strict
    """,
    """
    create table board (
        id integer primary key check (id = 1),
        first_year integer not null,
        last_year integer not null check (last_year >= first_year)
    ) strict
    """,
    """
    create table seats (
        key text primary key,
        position integer not null unique,
        person text not null references people (key)
    ) strict
    """,
    """
    create table seat_organisations (
        seat text not null references seats (key),
        position integer not null,
        organisation text not null references organisations (key),
        primary key (seat, position)
    ) strict, without rowid
    """,
    """
    create table contact (
        id integer primary key check (id = 1),
        organisation text not null references organisations (key),
        person text references people (key),
        email text
    ) strict
    """,
)
