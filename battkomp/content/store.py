"""Connections and transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from battkomp.content.schema import migrations

# What is raised when the content cannot be read: it is not there, locked, or no database.
ReadError = sqlite3.DatabaseError

_kept = threading.local()

BUSY_TIMEOUT = 5.0  # seconds that a writer waits for another


def reader(path: Path) -> Database:
    """Return this thread's read-only connection to the database at `path`.

    It is kept from request to request, as opening one costs more than all the queries of a page.
    It is opened anew when the file has been replaced.

    :raises ReadError: if there is no database at `path`.
    """
    identity = (path, _inode(path))
    if getattr(_kept, "identity", None) != identity:
        forget_reader()
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        connection.execute("pragma query_only = 1")
        _kept.identity, _kept.connection = identity, connection
    return Database(_kept.connection, execute_plugins=False)


def forget_reader() -> None:
    """Close this thread's read-only connection, if it has one."""
    connection = getattr(_kept, "connection", None)
    if connection is not None:
        connection.close()
    _kept.identity = _kept.connection = None


@contextmanager
def snapshot(path: Path) -> Iterator[Database]:
    """Read the database as it is at the first question, whatever is written to it meanwhile.

    :raises ReadError: if there is no database at `path`.
    """
    db = reader(path)
    connection = db.conn
    if connection.in_transaction:  # a part of something larger that is being read
        yield db
        return
    connection.execute("begin")
    try:
        yield db
    finally:
        connection.rollback()


@contextmanager
def writing(path: Path) -> Iterator[Database]:
    """Open the database for one transaction, which is committed at the end, or not at all.

    The write lock is taken at once: a transaction that reads first and asks for it later fails
    when another writer came between, however long it is willing to wait.
    """
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    with closing(connection):
        connection.execute("pragma foreign_keys = on")
        connection.execute("begin immediate")
        try:
            yield Database(connection, execute_plugins=False)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def prepare(path: Path) -> None:
    """Make the database at `path` if there is none, and bring its tables up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        connection.execute("pragma journal_mode = wal")
    with writing(path) as db:
        migrations.apply(db)


def revision(db: Database) -> int:
    """Return the number of times that the content has been changed."""
    return int(db.execute("select number from revision").fetchone()[0])


def raise_revision(db: Database) -> None:
    """Tell every cache, in the transaction that changes the content, that it is out of date."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.execute("update revision set number = number + 1, changed_at = ?", [now])


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino
