"""A database copied, checked and put back, while others read it and write to it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from battkomp.db import connections, generation, health
from battkomp.db.backup_folder import BackupError, Seal, companions_of, sync

_SPARE = 1_000_000  # bytes that must be free beside the copy, for the manifest and the journal


@dataclass(frozen=True)
class State:
    """Which content a database holds: the number of its changes, and the mark of the last."""

    revision: int
    mark: str


def state_of(db: Database) -> State:
    """Return which content a database holds."""
    row = next(db.query("select * from revision"))
    return State(row["number"], row.get("mark", ""))  # the first release had no marks


def copy(db: Database, part: Path) -> None:
    """Copy the database that `db` reads into an empty file, as it is at one moment.

    The copy is one file, with nothing beside it, and outlives a loss of power.

    :raises BackupError: if it cannot be written, for want of space for one.
    """
    (pages,) = db.execute("pragma page_count").fetchone()
    (page_size,) = db.execute("pragma page_size").fetchone()
    _require(part.parent, pages * page_size)
    try:
        with closing(sqlite3.connect(part)) as target:
            target.execute("pragma synchronous = off")  # it is synchronised once, at the end
            db.conn.backup(target)
            target.execute("pragma journal_mode = delete")
        sync(part)
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"No copy can be written to {part.parent}: {error}") from error


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check(file: Path) -> None:
    """Read all of a copy, and see whether it is whole and of a release that this one knows.

    :raises BackupError: if it is not.
    :raises LaterReleaseError: if it is of a later release.
    """
    refuse_written_to(file)
    try:
        with health.looking_at(file, alone=True) as db:
            fault = health.fault_of(db)
            if fault is None:
                health.refuse_later(db)
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault is not None:
        raise BackupError(f"{file} is damaged: {fault}")


def refuse_written_to(file: Path) -> None:
    """Refuse a copy that somebody has opened to write to it.

    :raises BackupError: if there is anything of theirs beside it.
    """
    beside = next((one for one in companions_of(file) if one.exists()), None)
    if beside is not None:
        raise BackupError(f"{file} has been written to since it was made: there is {beside.name}")


def seal_of(file: Path) -> Seal:
    """Return what tells a file from any other."""
    return Seal(file.stat().st_size, digest_of(file))


def compare(file: Path, seal: Seal) -> None:
    """See whether a file is still, to the byte, the one that it was.

    :raises BackupError: if it is not.
    """
    size = file.stat().st_size
    if size != seal.size:
        raise BackupError(f"{file} has {size} bytes, and had {seal.size} when it was made")
    if digest_of(file) != seal.sha256:
        raise BackupError(f"{file} is not what it was when it was made: its digest is another")


def is_readable(live: Path) -> bool:
    """Tell whether the database at `live` is there and whole; False if it is missing or damaged.

    A file of no bytes is damaged, though SQLite would take it for a new database: while others have
    the old one open, it would wait for them for ever.

    :raises BackupError: if that cannot be told, as when it is locked.
    """
    if not live.exists() or live.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(live, timeout=connections.BUSY_TIMEOUT)) as connection:
            return health.fault_of(Database(connection, execute_plugins=False)) is None
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{live} cannot be looked at: {error}") from error


@contextmanager
def made_ready(file: Path, live: Path, above: int) -> Iterator[Path]:
    """Give a copy of a backup, ready to take the place of the database at `live`.

    It lies beside it, has the tables of this release, and a state of its content that no cache
    knows. What is left of it at the end of the block is removed.

    :param above: the number of the last change of the content that is to be replaced.
    :raises BackupError: if it cannot be written.
    """
    try:
        live.parent.mkdir(parents=True, exist_ok=True)
        _require(live.parent, 3 * file.stat().st_size)  # this copy, its log, and that of `live`
        with tempfile.TemporaryDirectory(prefix=f".{live.name}-", dir=live.parent) as folder:
            ready = Path(folder) / live.name
            shutil.copyfile(file, ready)
            connections.prepare(ready)
            with connections.writing(ready) as db:
                db.execute("update revision set number = max(number, ?)", [above])
                connections.raise_revision(db)
            with closing(sqlite3.connect(ready)) as connection:
                connection.execute("pragma journal_mode = delete")
            sync(ready)
            yield ready
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"The backup cannot be written to {live.parent}: {error}") from error


def pour(ready: Path, live: Path, before: Callable[[], None]) -> None:
    """Replace what is in the database at `live`, in one transaction of its own.

    Who reads meanwhile goes on reading what was there, and finds what is new with the next
    transaction. Who wants to write waits.

    :param before: called when nobody else can write any more, and nothing is replaced yet. If it
        raises anything, nothing is replaced.
    :raises BackupError: if others do not let go of the database in time.
    """
    has_begun = False
    commit = ExitStack()

    def look(status: int, _remaining: int, _total: int) -> None:
        nonlocal has_begun
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError(f"{live} is locked; nothing was replaced")
        if not has_begun:
            has_begun = True
            before()
            commit.enter_context(generation.renewed(live))

    with (
        closing(sqlite3.connect(ready)) as source,
        closing(sqlite3.connect(live, timeout=connections.BUSY_TIMEOUT)) as target,
        commit,
    ):
        connections.write_ahead(target)
        # The first step locks the database, and `look` comes after it: one page is a step.
        source.backup(target, pages=1, progress=look)


def set_aside(live: Path) -> list[Path]:
    """Rename what is left of a database, and of its log, and return the new names."""
    now = datetime.now(UTC)
    moved = []
    for path in (live, *companions_of(live)):
        if os.path.lexists(path):
            end = path.name.removeprefix(live.name)
            aside = live.with_name(f"{live.name}.damaged-{now:%Y%m%dT%H%M%S.%fZ}{end}")
            moved.append(path.rename(aside))
    return moved


def put_in_place(ready: Path, live: Path, like: Path | None) -> None:
    """Give a database that is ready the name of the one that is missing.

    :param like: what it takes its owner and its permissions from, for the site to be able to use
        it whoever restores it. Without, its owner is that of its folder.
    """
    model = (like or live.parent).stat()
    if like is not None:
        ready.chmod(stat.S_IMODE(model.st_mode))
    if os.geteuid() == 0:
        os.chown(ready, model.st_uid, model.st_gid)
    ready.replace(live)
    with generation.renewed(live):
        sync(live.parent)


def _require(folder: Path, size: int) -> None:
    """Refuse to begin what there is no space for."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        wanted = (size + _SPARE) / 1_000_000
        raise BackupError(
            f"The disk of {folder} is full: {wanted:.0f} MB are needed, {free / 1e6:.0f} are free"
        )
