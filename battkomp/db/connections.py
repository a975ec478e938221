"""Connections to SQLite and transactions."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from battkomp.db import health

# Raised when a database cannot be read: it is missing, locked, or not a database.
ReadError = sqlite3.DatabaseError
# Raised when a database cannot be read or written, for any reason.
StoreError = sqlite3.Error

BUSY_TIMEOUT = 5.0  # seconds that a writer waits for another
_READ_TIMEOUT = 0.5  # seconds that a reader waits; in WAL mode only a damaged file makes it wait


@contextmanager
def snapshot(path: Path) -> Iterator[Database]:
    """Read a database as it is now, even if it is written to meanwhile.

    :raises ReadError: if there is no database at `path`.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=_READ_TIMEOUT)) as connection:
        connection.execute("pragma query_only = 1")
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
        health.refuse_other_release(db, migrations)
        write_ahead(connection)
        if not migrations.pending(db):
            return
    with writing(path) as db:
        health.refuse_other_release(db, migrations)  # another process may have come between
        migrations.apply(db)


def write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a database to a write-ahead log, so that readers and a writer need not wait.

    The switch can fail with SQLITE_BUSY at once, ignoring the timeout, so it is retried.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if not health.is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
