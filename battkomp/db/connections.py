"""Connections and transactions."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from battkomp.content.schema import migrations
from battkomp.db import generation, health

# What is raised when the content cannot be read: it is not there, locked, or no database.
ReadError = sqlite3.DatabaseError
# What is raised when something cannot be read or written, for whatever reason.
StoreError = sqlite3.Error

BUSY_TIMEOUT = 5.0  # seconds that a writer waits for another
_CACHE = 1024  # kibibytes of the database that a reader keeps
_READ_TIMEOUT = 0.5  # seconds that a reader waits; in WAL mode only a damaged file makes it wait

_Inode = tuple[int, int]


class _Reader:
    """A thread's read-only connection to a database."""

    def __init__(self, path: Path) -> None:
        self._inode = _inode(path)
        uri = f"{path.absolute().as_uri()}?mode=ro"
        self.connection = sqlite3.connect(uri, uri=True, timeout=_READ_TIMEOUT)
        self.connection.execute("pragma query_only = 1")
        # Each thread has a connection, and the system keeps the file in memory anyway.
        self.connection.execute(f"pragma cache_size = -{_CACHE}")

    def is_of(self, path: Path) -> bool:
        """Tell whether this still reads the file at `path`, which may have been replaced."""
        return self._inode == _inode(path)


class _Kept(threading.local):
    def __init__(self) -> None:
        self.readers: dict[Path, _Reader] = {}


_kept = _Kept()


def reader(path: Path) -> Database:
    """Return this thread's read-only connection to the database at `path`.

    It is kept from request to request, as opening one costs more than all the queries of a page.
    It is opened anew when the file has been replaced.

    :raises ReadError: if there is no database at `path`.
    """
    return Database(_reader(path).connection, execute_plugins=False)


def mark(path: Path) -> str:
    """Return the mark of the content at `path`: a text that each change makes anew.

    :raises ReadError: if the content cannot be read.
    """
    return str(reader(path).execute("select mark from revision").fetchone()[0])


def forget_reader() -> None:
    """Close this thread's read-only connections."""
    while _kept.readers:
        _kept.readers.popitem()[1].connection.close()


def _reader(path: Path) -> _Reader:
    kept = _kept.readers.get(path)
    if kept is None or not kept.is_of(path):
        if kept is not None:
            del _kept.readers[path]
            kept.connection.close()
        kept = _kept.readers[path] = _Reader(path)
    return kept


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
    when another writer came between, however long it is willing to wait. What is committed
    outlives a loss of power.

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
        with generation.renewed(path):
            connection.commit()


def prepare(path: Path) -> None:
    """Make the database at `path` if there is none, and bring its tables up to date.

    Several processes may do so at once. One that is up to date is not written to.

    :raises LaterReleaseError: if it is of a later release than this one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        db = Database(connection, execute_plugins=False)
        health.refuse_later(db)
        write_ahead(connection)
        if not migrations.pending(db):
            # There may be no generation, or a process that was killed has left none.
            with generation.renewed(path):
                return
    with writing(path) as db:
        health.refuse_later(db)  # somebody else may have come between
        migrations.apply(db)  # looks again at what is pending, now that nobody else writes


def write_ahead(connection: sqlite3.Connection) -> None:
    """Have a database use a write-ahead log: readers and a writer need not wait for each other.

    Two that ask for it at once could wait for each other for ever; SQLite then refuses one of
    them at once, whatever its timeout is.
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


def revision(db: Database) -> int:
    """Return the number of times that the content has been changed."""
    return int(db.execute("select number from revision").fetchone()[0])


def mark_in(db: Database) -> str:
    """Return the mark of the content, as a snapshot has it."""
    return str(db.execute("select mark from revision").fetchone()[0])


def raise_revision(db: Database) -> None:
    """Tell every cache, in the transaction that changes the content, that it is out of date."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.execute("update revision set number = number + 1, changed_at = ?", [now])


def _inode(path: Path) -> _Inode | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
