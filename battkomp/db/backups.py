"""Backups of databases in a folder.

A backup is `battkomp-20261123T031500Z.db`, the content at that moment in UTC, and beside it
`battkomp-20261123T031500Z.inbox.db`, the messages, if the site has an inbox, and
`battkomp-20261123T031500Z.desk.db`, the work of the editors, if it has a desk. All are ordinary
SQLite databases that only their owner can read.
"""

import fcntl
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from battkomp.db import connections

_NAME = "battkomp-%Y%m%dT%H%M%SZ.db"
_UNFINISHED = ".unfinished-"


class BackupError(Exception):
    """A backup cannot be made, is damaged, or cannot be restored; the text says why."""


def inbox_of(file: Path) -> Path:
    """Return the path of the messages of a backup."""
    return file.with_suffix(".inbox.db")


def desk_of(file: Path) -> Path:
    """Return the path of the desk of a backup."""
    return file.with_suffix(".desk.db")


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Give the temporary path of a new backup, for `publish`; remove what is left of it at the end.

    One process at a time makes a backup in a folder; others wait.

    :raises BackupError: if the folder or the backup cannot be written, or a database not be read.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(folder):
            _remove_leftovers(folder)
            with TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as temporary:
                yield Path(temporary) / "battkomp.db"
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"No backup can be made in {folder}: {error}") from error


def publish(part: Path, folder: Path) -> Path:
    """Give an unfinished backup its name, and return its path."""
    while (file := folder / datetime.now(UTC).strftime(_NAME)).exists():
        time.sleep(0.1)
    for other_of in (inbox_of, desk_of):
        if other_of(part).exists():
            other_of(part).rename(other_of(file))  # first, as a backup is complete with its `.db`
    part.rename(file)
    _sync(folder)
    return file


def copy(database: Path, target: Path, *, without: Collection[str] = ()) -> None:
    """Copy a database to a new file as it is at one moment, while others read and write it.

    :param without: tables whose rows are left out, those that refer to others first.
    :raises OSError, sqlite3.Error: if it cannot be read, or the copy cannot be written.
    """
    target.touch(mode=0o600, exist_ok=False)
    with (
        connections.snapshot(database) as source,
        closing(sqlite3.connect(target)) as connection,
    ):
        source.conn.backup(connection)
        connection.execute("pragma journal_mode = delete")  # one file, without a log beside it
        for table in without:
            Database(connection, execute_plugins=False).table(table).delete_where()
        if without:
            connection.execute("vacuum")  # deleted rows would stay in the free space
    _sync(target)


def put_in_place(file: Path, database: Path) -> None:
    """Replace all of a database by a copy, in one transaction, while others have it open.

    :raises sqlite3.Error: if it cannot be written; it is unchanged then.
    """
    with (
        connections.snapshot(file, alone=True) as source,
        closing(sqlite3.connect(database, timeout=connections.BUSY_TIMEOUT)) as target,
    ):
        source.conn.backup(target)


def check(file: Path, table: str) -> None:
    """Read all of a file, and check that it is an intact SQLite database of this site.

    :param table: a table that it must have.
    :raises BackupError: if it is missing, damaged, or something else.
    """
    if not file.is_file():
        raise BackupError(f"There is no file {file}")
    try:
        with connections.snapshot(file, alone=True) as db:
            fault = connections.fault_of(db)
            has_table = fault is None and db.table(table).exists()
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault is not None:
        raise BackupError(f"{file} is damaged: {fault}")
    if not has_table:
        raise BackupError(f"{file} is not a backup of this site: it has no table {table}")


def backups_in(folder: Path) -> list[Path]:
    """Return the backups in a folder, the oldest first."""
    return sorted(path for path in folder.iterdir() if made_at(path) and path.is_file())


def newest_in(folder: Path) -> datetime | None:
    """Return the moment of the newest backup in a folder, or None if there is none."""
    return max(filter(None, map(made_at, backups_in(folder))), default=None)


def made_at(file: Path) -> datetime | None:
    """Return the moment in the name of a backup, or None if it is not the name of one."""
    try:
        moment = datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.strftime(_NAME) == file.name else None


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove all but the newest backups in a folder, and return those removed."""
    old = backups_in(folder)[:-count]
    for file in old:
        file.unlink()
        inbox_of(file).unlink(missing_ok=True)
        desk_of(file).unlink(missing_ok=True)
    return old


def is_intact(database: Path) -> bool:
    """Tell whether a database is present and undamaged.

    An empty file counts as damaged, though SQLite would take it for a new database.

    :raises sqlite3.DatabaseError: if it cannot be checked, for example because it is locked.
    """
    if not database.exists() or database.stat().st_size == 0:
        return False
    with connections.snapshot(database) as db:
        return connections.fault_of(db) is None


def set_aside(database: Path) -> list[Path]:
    """Rename a damaged database and its log, if they exist, and return their new paths."""
    now = datetime.now(UTC)
    moved = []
    for suffix in ("", "-wal", "-shm", "-journal"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            name = f"{database.name}.damaged-{now:%Y%m%dT%H%M%S.%fZ}{suffix}"
            moved.append(path.rename(path.with_name(name)))
    return moved


def create_empty(database: Path, *, like: Path | None = None, mode: int = 0o666) -> None:
    """Create an empty file for a database, which the site can use whoever creates it.

    :param like: a file with the owner and the permissions to give it. Without one, the owner is
        that of the folder, and the permissions are `mode`.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch(mode)
    model = (like or database.parent).stat()
    if like is not None:
        database.chmod(stat.S_IMODE(model.st_mode))
    if os.geteuid() == 0:
        os.chown(database, model.st_uid, model.st_gid)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed processes have left: nobody else is making a backup now."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path)
    for other in folder.glob("battkomp-*.*.db"):
        if not other.with_suffix("").with_suffix(".db").exists():
            other.unlink()


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
