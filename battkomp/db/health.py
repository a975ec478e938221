"""In what condition a database is: there, readable, of this release, whole, and filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from battkomp.content.export import is_empty
from battkomp.content.schema import migrations

_PATIENCE = 0.2  # seconds that a look waits for a lock: whoever looks wants to know it soon


class Release(Enum):
    """Which release of the site a database is of, seen from this one."""

    EARLIER = "of an earlier release"
    THIS = "up to date"
    LATER = "of a later release"


_RELEASE_PROBLEMS = {Release.EARLIER: "outdated", Release.THIS: None, Release.LATER: "later"}


class LaterReleaseError(Exception):
    """The database has tables that this release does not know."""

    def __init__(self) -> None:
        super().__init__(
            "The database is of a later release than this one. Use that release, or restore a "
            "backup from before it."
        )


def release_of(db: Database) -> Release:
    """Tell of which release a database is, by the migrations that have been applied to it."""
    if _unknown(db):
        return Release.LATER
    return Release.EARLIER if migrations.pending(db) else Release.THIS


def refuse_later(db: Database) -> None:
    """Refuse a database that this release could misread.

    :raises LaterReleaseError: if it is of a later release.
    """
    if release_of(db) is Release.LATER:
        raise LaterReleaseError


def _unknown(db: Database) -> set[tuple[str, str]]:
    """Return the migrations, by set and name, that were applied and are not known here."""
    table = db.table(migrations.migrations_table)
    if not table.exists():
        return set()
    applied = {(row["migration_set"], row["name"]) for row in table.rows}
    # The list of all migrations is those that are pending where there is nothing yet.
    with closing(sqlite3.connect(":memory:")) as connection:
        known = migrations.pending(Database(connection, execute_plugins=False))
    return applied - {(migrations.name, one.name) for one in known}


def fault_of(db: Database) -> str | None:
    """Return what is wrong with a database's file or its references, or None. Reads all of it.

    :raises sqlite3.DatabaseError: if that cannot be told, as when it is locked.
    """
    try:
        (found,) = db.execute("pragma integrity_check(1)").fetchone()
        dangling = db.execute("pragma foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return str(error)
        raise
    if found != "ok":
        return str(found).splitlines()[0]
    return f"a row of {dangling[0]} refers to one that is not there" if dangling else None


def is_locked(error: sqlite3.Error) -> bool:
    """Tell whether something failed only because somebody else has the database to themselves."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    """Return the primary code of an error (sqlite.org/rescode.html)."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def problem_of(path: Path) -> str | None:
    """Say in a word what keeps the site from serving the database at `path`, or return None.

    Looks with a connection of its own, and waits for nobody.
    """
    if not path.exists():
        return "missing"
    try:
        with looking_at(path) as db:
            if is_empty(db):
                return "empty"
            return _RELEASE_PROBLEMS[release_of(db)]
    except sqlite3.DatabaseError as error:
        return "locked" if is_locked(error) else "unreadable"


def revision_of(path: Path) -> int | None:
    """Return how often the content at `path` has been changed, or None if that is not known."""
    try:
        with looking_at(path) as db:
            (number,) = db.execute("select number from revision").fetchone()
    except (sqlite3.DatabaseError, TypeError):  # no database, no table, no row
        return None
    return int(number)


@contextmanager
def looking_at(path: Path, *, alone: bool = False) -> Iterator[Database]:
    """Open the database at `path` to look at it, and close it again.

    :param alone: read nothing but this one file, as is right for one that nobody writes to.
    :raises sqlite3.DatabaseError: if it cannot be read.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if alone else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE)) as connection:
        yield Database(connection, execute_plugins=False)
