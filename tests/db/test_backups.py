"""Backups in a folder: copies of one moment, under different names, and the oldest removed.

`tests/operations/test_backup.py` tests the rest with the site's own databases.
"""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.db import backups


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with a write-ahead log, whose rows always sum up to zero."""
    path = tmp_path / "live.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table numbers (value integer)")
        connection.executemany("insert into numbers values (?)", [(n - 500,) for n in range(1001)])
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
        return int(connection.execute("select sum(value) from numbers").fetchone()[0])


def test_a_copy_is_of_one_moment_while_others_write(database: Path, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database)) as connection:
            while not done.is_set():
                connection.execute("update numbers set value = value + 1")
                connection.execute("insert into numbers select -sum(value) from numbers")
                connection.commit()

    copies = [tmp_path / f"{number}.db" for number in range(20)]
    with ThreadPoolExecutor() as pool:
        writer = pool.submit(write)
        try:
            for copy in copies:
                backups.copy(database, copy)
        finally:
            done.set()
        writer.result()
    assert {total(copy) for copy in copies} == {0}


def test_backups_made_at_once_get_different_names(database: Path, folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        files = set(pool.map(back_up, [database] * 2, [folder] * 2))
    assert files == set(folder.iterdir())
    assert len(files) == 2


def test_leftovers_of_killed_processes_are_removed(database: Path, folder: Path) -> None:
    leftover = folder / ".unfinished-abc" / "battkomp.db"
    leftover.parent.mkdir(parents=True)
    leftover.touch()
    (folder / "battkomp-20200101T000000Z.inbox.db").touch()
    file = back_up(database, folder)
    assert list(folder.iterdir()) == [file]


def test_the_oldest_backups_are_removed_with_their_messages_and_nothing_else(
    folder: Path,
) -> None:
    folder.mkdir()
    files = [folder / f"battkomp-202611{day}T000000Z.db" for day in (20, 21, 22)]
    others = [folder / name for name in ("notes.txt", "battkomp-20269901T000000Z.db")]
    for file in (*files, *map(backups.inbox_of, files), *others):
        file.touch()
    assert backups.keep_newest(folder, 2) == files[:1]
    kept = [*files[1:], *map(backups.inbox_of, files[1:])]
    assert sorted(folder.iterdir()) == sorted([*kept, *others])
    assert backups.newest_in(folder) == backups.made_at(files[-1])
    assert backups.keep_newest(folder, 5) == []
