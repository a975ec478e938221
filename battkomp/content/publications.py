"""Publications: when content went live, and which texts and facts each of them changed."""

import enum
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlite_utils import Database

from battkomp.content.changes import Change, changes_between, reverted
from battkomp.content.entry import Words
from battkomp.content.files import BadContentError, Document
from battkomp.content.history import digest
from battkomp.content.model import Place, hash_of


class PublicationKind(enum.Enum):
    """The act that brought content live."""

    FIRST = "first"  # into an empty database; it has no changes, as nothing was there before
    LOAD = "load"
    RESTORE = "restore"
    UNDO = "undo"
    SET = "set"  # of changes, made at the desk


@dataclass(frozen=True)
class Publication:
    """One act that changed the content, or confirmed translations.

    :param number: 1 for the first, and so on.
    :param at: the time, in UTC.
    :param title: the editor's note by language; empty without one.
    :param origin: the address of the folder that was loaded, or of the set of changes.
    """

    number: int
    at: datetime
    kind: PublicationKind
    title: Words
    changes: tuple[Change, ...] = ()
    origin: str | None = None


def create(db: Database) -> None:
    """Create the tables. Content that is there already becomes the first publication.

    `kept` has each text that a publication brought or replaced, and each fact as JSON, once. `hash`
    is of the exact value; `digest` leaves typography out, as `made_from` does. `changes` are JSON,
    with hashes in the place of values.
    """
    columns = {"number": int} | dict.fromkeys(("at", "kind", "title", "changes", "folder"), str)
    db.table("publications").create(columns, pk="number")
    db.table("kept").create({"hash": str, "digest": str, "value": str}, pk="hash")
    for (at,) in db.execute("select changed_at from revision where number > 0").fetchall():
        first = {"at": at, "kind": PublicationKind.FIRST.value, "title": {}, "changes": []}
        db.table("publications").insert(first)


def record(
    db: Database,
    old: Document | None,
    new: Document,
    kind: PublicationKind,
    *,
    title: Words,
    origin: str | None,
) -> None:
    """Record that the content has changed, in the present transaction.

    :param old: the content before; None if there was none, or if it cannot be read.
    :param new: the present content. Both have a complete history.
    :param kind: of any publication but the first.
    :param origin: the address of the folder that was loaded, or of the set of changes.
    """
    kind = kind if db.table("publications").count else PublicationKind.FIRST
    changes = [] if old is None else list(changes_between(old, new))
    values = {value for one in changes for value in (one.before, one.after) if value is not None}
    hashes = {value: hash_of(value) for value in values}
    db.table("kept").insert_all(
        ({"hash": key, "digest": digest(value), "value": value} for value, key in hashes.items()),
        ignore=True,
    )
    row = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": kind.value,
        "title": title,
        "changes": [_with_values_from(hashes, msgspec.to_builtins(one)) for one in changes],
        "origin": origin,
    }
    db.table("publications").insert(row)


def kept_texts(db: Database) -> dict[str, str]:
    """Return the kept texts by digest, the latest of those that differ in typography alone."""
    return dict(db.execute("select digest, value from kept order by rowid"))


def everything(db: Database) -> tuple[Publication, ...]:
    """Return all publications with their changes, the latest first.

    :raises ReadError: if one of them does not fit this release.
    """
    kept = dict(db.execute("select hash, value from kept"))
    rows = db.query("select * from publications order by number desc")
    try:
        return tuple(_publication(row, kept) for row in rows)
    except msgspec.MsgspecError as error:
        raise sqlite3.DatabaseError(f"a publication does not fit this release: {error}") from error


def number_of(db: Database, origin: str) -> int | None:
    """Return the number of the last publication that has an origin, or None."""
    row = db.execute("select max(number) from publications where origin = ?", [origin]).fetchone()
    return row[0] and int(row[0])


def undone(db: Database, live: Document, number: int) -> Document:
    """Return the live content with the texts and facts of a publication as they were before it.

    :raises BadContentError: if there is no such publication, it is the first, or it does not fit
        this release.
    """
    found = next((one for one in everything(db) if one.number == number), None)
    if found is None:
        raise BadContentError("", "", f"There is no publication {number}")
    if found.kind is PublicationKind.FIRST:
        raise BadContentError("", "", "The first publication cannot be undone")
    try:
        document = reverted(live, found.changes)
    except msgspec.MsgspecError as error:
        raise BadContentError("", "", f"It does not fit this release: {error}") from error
    document.history.publication = number
    return document


def overtaken(
    db: Database, old: Document, new: Document, since: int, origin: str | None
) -> Iterator[str]:
    """Yield a line for each text and fact of others that would change again.

    One that is again as it was is not among them.

    :param old: the live content.
    :param new: the content to take its place.
    :param since: the number of a publication. Later ones are others', unless of the same origin.
    :param origin: the address of the folder that is loaded, if any is.
    """
    others: dict[Place, tuple[Change, Publication]] = {}  # the first change, and the last
    for by in reversed(everything(db)):
        for change in by.changes if by.number > since else ():
            first, _ = others.pop(change.place, (change, by))
            if by.origin is None or by.origin != origin:
                others[change.place] = first, by
    for now in changes_between(old, new):
        if now.place in others:
            first, by = others[now.place]
            if (first.before, first.record) != (now.before, now.record):
                since_then = f"by publication {by.number} on {by.at:%Y-%m-%d}"
                yield f"{now.name} has been changed since, {since_then}"


def bring(db: Database, backup: Database) -> None:
    """Copy the kept texts of a backup. A database without publications gets those, too."""
    tables = ("kept",) if db.table("publications").count else ("kept", "publications")
    for table in tables:
        db.table(table).insert_all(backup.table(table).rows, ignore=True)


def _publication(row: dict[str, Any], kept: dict[str, str]) -> Publication:
    changes = [_with_values_from(kept, one) for one in msgspec.json.decode(row["changes"])]
    title = msgspec.json.decode(row["title"])
    return msgspec.convert(row | {"title": title, "changes": changes}, Publication)


def _with_values_from(values: dict[str, str], change: dict[str, Any]) -> dict[str, Any]:
    """Return a plain change with hashes in the place of values, or the other way round."""
    return change | {name: values.get(change[name]) for name in ("before", "after")}
