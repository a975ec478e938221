"""Publications: when content went live, and which texts and facts each of them changed."""

from __future__ import annotations

import enum
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from battkomp.content.changes import Change, changes_between
from battkomp.content.entry import Words
from battkomp.content.files import Document
from battkomp.content.history import digest


class PublicationKind(enum.Enum):
    """The act that brought content live."""

    FIRST = "first"  # into an empty database; it has no changes, as nothing was there before
    LOAD = "load"
    RESTORE = "restore"
    UNDO = "undo"


@dataclass(frozen=True)
class Publication:
    """One act that changed the content, or confirmed translations.

    :param number: 1 for the first, and so on.
    :param at: the time, in UTC.
    :param title: the editor's note by language; empty without one.
    """

    number: int
    at: datetime
    kind: PublicationKind
    title: Words
    changes: tuple[Change, ...] = ()


def create(db: Database) -> None:
    """Create the tables. Content that is there already becomes the first publication.

    `kept` has each text that was ever live, and each fact of `changes` as JSON, once. `hash` is of
    the exact value; `digest` leaves typography out, as `made_from` does. `folder` is the one that
    was loaded.
    """
    db.table("publications").create(
        {"number": int, "at": str, "kind": str, "title": str, "folder": str}, pk="number"
    )
    db.table("kept").create({"hash": str, "digest": str, "value": str}, pk="hash")
    db.table("kept").create_index(["digest"])
    names = ("subject", "field", "language", "before", "after")
    history = ("made_from_before", "made_from_after", "alone_before", "alone_after")
    texts = dict.fromkeys((*names, *history), str)
    db.table("changes").create(
        {"publication": int} | texts,
        pk=("publication", "subject", "field", "language"),
        foreign_keys=[("publication", "publications"), ("before", "kept"), ("after", "kept")],
    )
    present = [text for (text,) in db.execute("select text from texts")]
    if present:
        (at,) = db.execute("select changed_at from revision").fetchone()
        _keep(db, present)
        _add(db, at, PublicationKind.FIRST, {}, None)


def record(
    db: Database,
    old: Document | None,
    new: Document,
    kind: PublicationKind,
    *,
    title: Words | None = None,
    folder: Path | None = None,
) -> int:
    """Record that the content has changed, in the present transaction.

    :param old: the content before; None if there was none, or if it cannot be read.
    :param new: the present content, with its complete history. `History.kept` is kept too.
    :param folder: the folder that was loaded.
    :returns: the number of the publication.
    """
    changes = [] if old is None else list(changes_between(old, new))
    live = _all_texts(new) if old is None else ()
    values = [value for one in changes for value in (one.before, one.after) if value is not None]
    _keep(db, [*new.history.kept.values(), *live, *values])
    at = datetime.now(UTC).isoformat(timespec="seconds")
    number = _add(db, at, kind, title or {}, folder)
    db.table("changes").insert_all(
        asdict(one)
        | {"publication": number, "before": _hash(one.before), "after": _hash(one.after)}
        for one in changes
    )
    return number


def everything(db: Database) -> tuple[Publication, ...]:
    """Return all publications with their changes, the latest first.

    :raises ReadError: if one of them does not fit this release.
    """
    changes: dict[int, list[dict[str, Any]]] = {}
    for row in db.query(_CHANGES):
        changes.setdefault(row["publication"], []).append(row)
    rows = db.query("select number, at, kind, title from publications order by number desc")
    try:
        return tuple(
            msgspec.convert(
                row
                | {"title": msgspec.json.decode(row["title"])}
                | {"changes": changes.get(row["number"], [])},
                Publication,
            )
            for row in rows
        )
    except msgspec.MsgspecError as error:
        raise sqlite3.DatabaseError(f"a publication does not fit this release: {error}") from error


_CHANGES = """
select publication, subject, field, language, old.value as before, new.value as after,
    made_from_before, made_from_after, alone_before, alone_after
from changes
left join kept as old on old.hash = changes.before
left join kept as new on new.hash = changes.after
order by changes.rowid
"""


def last_number(db: Database) -> int | None:
    """Return the number of the latest publication, or None if there is none."""
    (number,) = db.execute("select max(number) from publications").fetchone()
    return None if number is None else int(number)


def kept_texts(db: Database, digests: Iterable[str]) -> dict[str, str]:
    """Return the kept texts that have one of these digests, by digest.

    Of texts that differ in typography alone, it is the latest.
    """
    wanted = msgspec.json.encode(list(digests)).decode()
    sql = "select digest, value from kept where digest in (select value from json_each(?))"
    return dict(db.execute(f"{sql} order by rowid", [wanted]))


def overtaken(
    db: Database, old: Document, new: Document, since: int, folder: Path | None
) -> list[str]:
    """Return the names of the texts and facts that a load would put back to an older state.

    They differ from the live ones, and the last publication that changed them came after an
    export, from elsewhere than the folder that is loaded.

    :param old: the live content.
    :param since: the number of the last publication in the export.
    """
    sql = """
        select subject, field, language, folder from changes
        join publications on number = publication where number > ? order by number
    """
    own = _path(folder)
    last = {tuple(key): by for *key, by in db.execute(sql, [since])}
    return [
        one.name
        for one in changes_between(old, new)
        if last.get((one.subject, one.field, one.language), own) != own
    ]


def bring(db: Database, backup: Database) -> None:
    """Copy the kept texts of a backup, and its publications if there are none yet."""
    db.table("kept").insert_all(backup.table("kept").rows, ignore=True)
    if last_number(db) is None:
        for table in ("publications", "changes"):
            db.table(table).insert_all(backup.table(table).rows)


def _all_texts(document: Document) -> Iterator[str]:
    for entry in document.entries():
        for _, words in entry.words():
            yield from words.values()


def _keep(db: Database, values: Iterable[str]) -> None:
    rows = ({"hash": _hash(one), "digest": digest(one), "value": one} for one in set(values))
    db.table("kept").insert_all(rows, ignore=True)


def _hash(value: str | None) -> str | None:
    return None if value is None else hashlib.sha256(value.encode()).hexdigest()


def _add(db: Database, at: str, kind: PublicationKind, title: Words, folder: Path | None) -> int:
    number = (last_number(db) or 0) + 1
    words = msgspec.json.encode(title).decode()
    row = {"number": number, "at": at, "kind": kind.value, "title": words, "folder": _path(folder)}
    db.table("publications").insert(row)
    return number


def _path(folder: Path | None) -> str | None:
    """Return the absolute path of a folder; bytes that are not UTF-8 are escaped."""
    if folder is None:
        return None
    return os.fsencode(folder.resolve()).decode(errors="backslashreplace")
