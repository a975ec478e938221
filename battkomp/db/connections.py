"""Connections to SQLite, transactions, and the condition of a database."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

BUSY_TIMEOUT = 5.0  # seconds that a writer waits for another
_READ_TIMEOUT = 0.5  # seconds that a reader waits; in WAL mode only a damaged file makes it wait

# Raised when a database cannot be read: it is missing, locked, or not a database.
ReadError = sqlite3.DatabaseError
# Raised when a database cannot be read or written, for any reason.
StoreError = sqlite3.Error


class OtherReleaseError(ReadError):
    """A database has tables that this release does not know; the text says how to move it."""


def refuse_other_release(db: Database, migrations: Migrations) -> None:
    """Refuse a database that this release would misread.

    :raises OtherReleaseError: if another release has made or changed the tables.
    """
    table = db.table(migrations.migrations_table)
    if not table.exists():
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        known = migrations.pending(Database(connection, execute_plugins=False))
    names = {(migrations.name, one.name) for one in known}
    if {(row["migration_set"], row["name"]) for row in table.rows} - names:
        raise OtherReleaseError(
            "The database was made by another release. Export its content with that release and "
            "load it into a new database, or restore a backup of this release."
        )


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
        with snapshot(path) as db:
            refuse_other_release(db, migrations)
            if migrations.pending(db):
                return "outdated"
            return "empty" if is_empty(db) else None
    except OtherReleaseError:
        return "outdated"
    except sqlite3.DatabaseError as error:
        return "locked" if is_locked(error) else "unreadable"


def is_writable(path: Path) -> bool:
    """Tell whether a database can be written to, now or when another process has finished.

    Nothing is written to the disk. Neither permissions nor an open transaction are enough to tell.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            connection.execute("create table attempt (n)")
            connection.rollback()
    except sqlite3.DatabaseError as error:
        return is_locked(error)
    return True


@contextmanager
def snapshot(path: Path, *, alone: bool = False) -> Iterator[Database]:
    """Read a database as it is now, even if it is written to meanwhile.

    :param alone: read this one file and no write-ahead log, for a file that is not written to.
    :raises ReadError: if there is no database at `path`.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if alone else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=_READ_TIMEOUT)) as connection:
        connection.execute("begin")
        yield Database(connection, execute_plugins=False)


@contextmanager
def writing(path: Path) -> Iterator[Database]:
    """Open a database for one transaction, which is committed at the end, or not at all.

    The write lock is taken at once: a transaction that reads first fails if another writer comes
    between, however long it would wait. A committed change survives a loss of power.

    :raises StoreError: if there is no database at `path`, or it cannot be written to.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)
    with closing(connection):
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma synchronous = full")
        connection.execute("begin immediate")
        try:
            yield Database(connection, execute_plugins=False)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def prepare(path: Path, migrations: Migrations) -> None:
    """Create the database at `path` if it is missing, and create its tables.

    Several processes may do so at once. A database that is up to date is not written to.

    :raises OtherReleaseError: if the database is of a release that this one does not know.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        db = Database(connection, execute_plugins=False)
        refuse_other_release(db, migrations)  # before anything is written
        is_up_to_date = not migrations.pending(db)
    write_ahead(path)
    if is_up_to_date:
        return
    with writing(path) as db:
        refuse_other_release(db, migrations)  # another process may have come between
        migrations.apply(db)


def write_ahead(path: Path) -> None:
    """Switch a database, which is created if it is missing, to a write-ahead log.

    Readers then do not wait for a writer, nor a writer for readers. The switch can
    fail with SQLITE_BUSY at once, ignoring the timeout, so it is retried.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        while True:
            try:
                connection.execute("pragma journal_mode = wal")
                return
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
