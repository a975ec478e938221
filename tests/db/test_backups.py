"""Backups in a folder: copies of one moment, complete or absent, and the oldest removed."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from battkomp.db import backups
from battkomp.db.backups import BackupError


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with a write-ahead log, whose rows always sum up to zero."""
    path = tmp_path / "live.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table numbers (value integer)")
        connection.executemany("insert into numbers values (?)", [(n - 500,) for n in range(1001)])
        connection.commit()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups that does not exist yet."""
    return tmp_path / "backups"


def back_up(database: Path, folder: Path) -> Path:
    """Make a backup of a database that has no inbox."""
    with backups.unfinished(folder) as part:
        backups.copy(database, part)
        return backups.publish(part, folder)


def total(file: Path) -> int:
    """Return the sum of the rows."""
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("select sum(value) from numbers").fetchone()
    return int(found)


def test_a_backup_is_one_private_file_named_after_the_moment(database: Path, folder: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    file = back_up(database, folder)
    assert list(folder.iterdir()) == [file]
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    moment = backups.made_at(file)
    assert moment is not None
    assert before <= moment <= datetime.now(UTC)
    assert backups.newest_in(folder) == moment
    backups.check(file, "numbers")
    assert total(file) == 0


def test_a_copy_is_of_one_moment_while_others_write(database: Path, folder: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database)) as connection:
            while not done.is_set():
                connection.execute("update numbers set value = value + 1")
                connection.execute("insert into numbers select -sum(value) from numbers")
                connection.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with backups.unfinished(folder) as part:
            for number in range(20):
                backups.copy(database, part.with_name(f"{number}.db"))
            assert {total(file) for file in part.parent.iterdir()} == {0}
    finally:
        done.set()
        writer.join()


def test_backups_made_at_once_get_different_names(database: Path, folder: Path) -> None:
    files: list[Path] = []
    threads = [
        threading.Thread(target=lambda: files.append(back_up(database, folder))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(files) == backups.backups_in(folder)
    assert len(files) == 2


def test_a_backup_that_fails_leaves_nothing(database: Path, folder: Path) -> None:
    with pytest.raises(BackupError, match="unable to open"):
        back_up(database.with_name("missing.db"), folder)
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.touch()
    with pytest.raises(BackupError, match="File exists"):
        back_up(database, folder)


def test_leftovers_of_killed_processes_are_removed(database: Path, folder: Path) -> None:
    leftover = folder / ".unfinished-abc" / "battkomp.db"
    leftover.parent.mkdir(parents=True)
    leftover.touch()
    stray = folder / "battkomp-20200101T000000Z.inbox.db"
    stray.touch()
    file = back_up(database, folder)
    assert list(folder.iterdir()) == [file]


def test_the_oldest_backups_are_removed_with_their_messages_and_nothing_else(
    folder: Path,
) -> None:
    folder.mkdir()
    now = datetime(2026, 11, 23, tzinfo=UTC)
    files = [
        folder / (now - timedelta(days=days)).strftime("battkomp-%Y%m%dT%H%M%SZ.db")
        for days in (3, 2, 1)
    ]
    for file in files:
        file.touch()
        backups.inbox_of(file).touch()
    others = [folder / name for name in ("notes.txt", "battkomp-20269901T000000Z.db")]
    for other in others:
        other.touch()
    assert backups.keep_newest(folder, 2) == files[:1]
    kept = [*files[1:], *map(backups.inbox_of, files[1:])]
    assert sorted(folder.iterdir()) == sorted([*kept, *others])
    assert backups.newest_in(folder) == now - timedelta(days=1)
    assert backups.keep_newest(folder, 5) == []


def spoil(file: Path) -> None:
    """Overwrite a page of a database."""
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


def become_a_folder(file: Path) -> None:
    """Put a folder in the place of a database."""
    file.unlink()
    file.mkdir()


HARMS: list[tuple[Callable[[Path], object], str]] = [
    (Path.unlink, "There is no file"),
    (become_a_folder, "There is no file"),
    (lambda file: file.write_text("no database"), "is damaged"),
    (lambda file: file.write_bytes(b""), "is not a backup of this site: it has no table numbers"),
    (lambda file: file.write_bytes(file.read_bytes()[:-4096]), "is damaged"),
    (spoil, "is damaged"),
]


def test_a_file_that_is_not_an_intact_backup_is_refused(database: Path, folder: Path) -> None:
    made = back_up(database, folder)
    for number, (harm, complaint) in enumerate(HARMS):
        file = folder / f"{number}.db"
        shutil.copyfile(made, file)
        backups.check(file, "numbers")
        harm(file)
        with pytest.raises(BackupError, match=complaint):
            backups.check(file, "numbers")


def test_a_damaged_database_is_set_aside_with_its_log(database: Path) -> None:
    assert backups.is_intact(database)
    data = database.read_bytes()[:4096] + b"\xff" * 4096
    for damage in (b"", data):
        database.write_bytes(damage)
        assert not backups.is_intact(database)
    database.chmod(0o640)
    database.with_name("live.db-wal").write_bytes(b"log")
    aside = backups.set_aside(database)
    assert [path.read_bytes() for path in aside[:2]] == [data, b"log"]
    assert not backups.is_intact(database)
    backups.create_empty(database, aside[0])
    assert (database.stat().st_size, database.stat().st_mode & 0o777) == (0, 0o640)
