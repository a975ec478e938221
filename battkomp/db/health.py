"""The condition of a database: whether it is present, readable, intact and of this release."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

_LOCK_TIMEOUT = 0.2  # seconds; health checks must answer soon


class OtherReleaseError(Exception):
    """The database has tables that this release does not know."""

    def __init__(self) -> None:
        super().__init__(
            "The database was made by another release. Export its content with that release and "
            "load it into a new database, or restore a backup of this release."
        )


def refuse_other_release(db: Database, migrations: Migrations) -> None:
    """Refuse a database that this release would misread.

    :param migrations: the migrations of this release.
    :raises OtherReleaseError: if another release has made or changed the tables.
    """
    table = db.table(migrations.migrations_table)
    if not table.exists():
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        known = migrations.pending(Database(connection, execute_plugins=False))
    names = {(migrations.name, one.name) for one in known}
    if {(row["migration_set"], row["name"]) for row in table.rows} - names:
        raise OtherReleaseError


def fault_of(db: Database) -> str | None:
    """Return the first fault in a database's file or references, or None. Reads all of it.

    :raises sqlite3.DatabaseError: if it cannot be checked, for example because it is locked.
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
    return f"a row of {dangling[0]} refers to a missing row" if dangling else None


def is_locked(error: sqlite3.Error) -> bool:
    """Tell whether an operation failed only because another process has locked the database."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    """Return the primary code of an error (sqlite.org/rescode.html)."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def problem_of(
    path: Path, migrations: Migrations, is_empty: Callable[[Database], bool]
) -> str | None:
    """Return a word for the reason why a database cannot be used, or None if it can."""
    if not path.exists():
        return "missing"
    try:
        with looking_at(path) as db:
            refuse_other_release(db, migrations)
            if migrations.pending(db):
                return "outdated"
            return "empty" if is_empty(db) else None
    except OtherReleaseError:
        return "outdated"
    except sqlite3.DatabaseError as error:
        return "locked" if is_locked(error) else "unreadable"


@contextmanager
def looking_at(path: Path, *, alone: bool = False) -> Iterator[Database]:
    """Open a database to look at it, and close it again.

    :param alone: read this one file and no write-ahead log, for a file that is not written to.
    :raises sqlite3.DatabaseError: if it cannot be read.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if alone else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=_LOCK_TIMEOUT)) as connection:
        yield Database(connection, execute_plugins=False)
