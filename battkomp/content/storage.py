"""The content in its database: the tables, and a document to and from them."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from sqlite_utils import Database, Migrations

from battkomp.content import publications
from battkomp.content.files import ORDER, Document, History, Remembered, document_of
from battkomp.content.search import indexing
from battkomp.db import connections

migrations = Migrations("content")


class NoContentError(connections.ReadError):
    """There is no content in the database; readers treat it as an unreadable database."""

    def __init__(self) -> None:
        super().__init__("There is no content yet: load some, or run `flask content prepare`.")


@migrations()
def create(db: Database) -> None:
    """Create the tables of release 1.0.0.

    `entries` holds the facts of each entry as JSON, and `texts` its words in each language.
    `made_from` is the digest of the source text that a translation was made from; a source text
    has none. `revision` has one row, which every change of the content makes anew.
    """
    db.table("revision").create({"id": int, "number": int, "mark": str, "changed_at": str}, pk="id")
    db.table("revision").insert({"id": 1, "number": 0, "mark": "", "changed_at": ""})
    db.table("entries").create(
        {
            "section": str,
            "key": str,
            "position": int,
            "facts": str,
            "digest": str,
            "changed_on": str,
        },
        pk=("section", "key"),
    )
    db.table("texts").create(
        {
            "section": str,
            "key": str,
            "field": str,
            "language": str,
            "text": str,
            "digest": str,
            "made_from": str,
            "changed_on": str,
        },
        pk=("section", "key", "field", "language"),
    )
    indexing.create(db)


@migrations()
def remember_publications(db: Database) -> None:
    """Add publications, accepted disagreements, and `alone`; see `files.History`.

    A disagreement with an empty `because` has stopped the last load.
    """
    db.table("texts").add_column("alone", str)
    db.table("accepted").create({"disagreement": str, "because": str}, pk="disagreement")
    publications.create(db)


@migrations()
def remember_origins(db: Database) -> None:
    """Rename `folder`, as publications come from sets of changes too, each of them once."""
    db.table("publications").transform(rename={"folder": "origin"})
    db.execute("create unique index publication_of_set on publications (origin) where kind = 'set'")


def is_empty(db: Database) -> bool:
    """Tell whether a database holds no content."""
    return "entries" not in db.table_names() or db.table("entries").count == 0


def mark_of(db: Database) -> str:
    """Return the mark of the content: a random text that is new after every change."""
    return str(db.execute("select mark from revision").fetchone()[0])


def revision_of(db: Database) -> int:
    """Return how many times the content has been changed."""
    return int(db.execute("select number from revision").fetchone()[0])


def write(db: Database, document: Document) -> None:
    """Replace the content in a database.

    :param document: has a complete history.
    """
    for table in ("texts", "entries", "accepted"):
        db.table(table).delete_where()
    db.table("entries").insert_all(_entry_rows(document))
    db.table("texts").insert_all(_text_rows(document))
    accept(db, document.history.accepted)
    renew_mark(db)


def forget(path: Path, words: str) -> None:
    """Replace words, such as a name, by an ellipsis in kept texts and facts that are not live.

    Titles of publications that have them are removed.
    """
    with connections.writing(path) as db:
        db.execute(_FORGET, {"words": words})
        db.execute("update publications set title = '{}' where instr(title, ?)", [words])
        renew_mark(db)


_FORGET = """
update kept set value = replace(value, :words, '…')
where instr(value, :words) and value not in (select text from texts)
"""


def accept(db: Database, accepted: dict[str, str]) -> None:
    """Remember the disagreements that an editor has accepted, each with the reason."""
    rows = ({"disagreement": one, "because": because} for one, because in accepted.items())
    db.table("accepted").insert_all(rows, replace=True)


def stop(db: Database, disagreements: Iterable[str]) -> None:
    """Remember the disagreements that have stopped a load, in the place of those of the last."""
    db.table("accepted").delete_where("because = ''")
    accept(db, dict.fromkeys(disagreements, ""))


def stopped(db: Database) -> set[str]:
    """Return the disagreements that have stopped the last load."""
    return {one for (one,) in db.execute("select disagreement from accepted where because = ''")}


def renew_mark(db: Database) -> None:
    """Give the content a new mark, so that processes read it again."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.execute(
        "update revision set number = number + 1, mark = ?, changed_at = ?", [uuid4().hex, now]
    )


def read(db: Database) -> Document:
    """Return the content of a database.

    :raises NoContentError: if there is none.
    :raises ReadError: if it is not the content of this release.
    """
    if is_empty(db):
        connections.refuse_other_release(db, migrations)
        raise NoContentError
    if migrations.pending(db):
        raise sqlite3.DatabaseError("an earlier release made it: run `flask content prepare`")
    history = History()
    entries: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for row in db.query("select * from entries order by section, position"):
        subject = _subject(row)
        entries[subject] = msgspec.json.decode(row["facts"])
        history.facts[subject] = Remembered(row["digest"], date.fromisoformat(row["changed_on"]))
        if row["key"]:
            entries[row["section"]].setdefault(ORDER, []).append(row["key"])
    for row in db.query("select * from texts order by rowid"):
        subject, field, tag = _subject(row), row["field"], row["language"]
        entries[subject].setdefault(field, {})[tag] = row["text"]
        history.texts.setdefault(f"{subject}.{field}", {})[tag] = Remembered(
            row["digest"], date.fromisoformat(row["changed_on"]), row["made_from"], row["alone"]
        )
    history.accepted = dict(db.execute("select * from accepted where because != '' order by 1"))
    try:
        return document_of(entries, history)
    except msgspec.ValidationError as error:
        raise sqlite3.DatabaseError(f"the content does not fit this release: {error}") from error


def _subject(row: dict[str, Any]) -> str:
    return f"{row['section']}.{row['key']}" if row["key"] else str(row["section"])


def _entry_rows(document: Document) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(document.entries()):
        known = document.history.facts[entry.subject]
        yield {
            "section": entry.section,
            "key": entry.key,
            "position": position,
            "facts": msgspec.json.encode(entry.facts()).decode(),
            "digest": known.digest,
            "changed_on": known.changed_on.isoformat(),
        }


def _text_rows(document: Document) -> Iterator[dict[str, Any]]:
    for entry in document.entries():
        for field, versions in entry.words():
            for tag, text in versions.items():
                known = document.history.texts[f"{entry.subject}.{field}"][tag]
                yield {
                    "section": entry.section,
                    "key": entry.key,
                    "field": field,
                    "language": tag,
                    "text": text.strip(),
                    **msgspec.structs.asdict(known),
                }
