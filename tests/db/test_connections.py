"""Connections, transactions and the preparation of databases."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from battkomp.content import storage
from battkomp.db import connections
from battkomp.settings import ROOT, Settings
from tests.support.commands import error_of
from tests.support.contents import make_other_release, revision
from tests.support.sites import load

PREPARE = """
import sys
from pathlib import Path
from battkomp.content import storage
from battkomp.db import connections
connections.prepare(Path(sys.argv[1]), storage.migrations)
"""


def test_a_snapshot_stays_as_it_was_and_cannot_be_written_to(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        before = storage.revision_of(db)
        with connections.writing(settings.database) as writer:
            storage.write(writer, storage.read(writer))
        assert storage.revision_of(db) == before
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("delete from texts")
    assert revision(settings) == before + 1


def test_writers_wait_for_each_other(settings: Settings) -> None:
    load(settings)

    def write(_number: int) -> None:
        with connections.writing(settings.database) as db:
            db.execute("update revision set number = number + 1")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(40)))
    assert revision(settings) == 41


def test_a_transaction_that_fails_changes_nothing(settings: Settings) -> None:
    load(settings)

    def fail() -> None:
        with connections.writing(settings.database) as db:
            db.execute("delete from texts")
            db.execute("delete from nowhere")

    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        fail()
    with connections.snapshot(settings.database) as db:
        assert db.table("texts").count


def test_processes_that_start_together_prepare_one_database(tmp_path: Path) -> None:
    database = tmp_path / "site.db"
    command = [sys.executable, "-c", PREPARE, str(database)]
    started = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
    assert connections.problem_of(database, storage.migrations, storage.is_empty) == "empty"


def test_an_up_to_date_database_is_prepared_while_another_writes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.1)
    connections.prepare(settings.database, storage.migrations)
    with connections.writing(settings.database):
        connections.prepare(settings.database, storage.migrations)


def test_a_migration_that_fails_changes_nothing(settings: Settings) -> None:
    migrations = Migrations("content")

    @migrations()
    def break_half_way(db: Database) -> None:
        db.execute("create table half (way text)")
        raise sqlite3.OperationalError("database or disk is full")

    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            connections.prepare(settings.database, migrations)
    with connections.snapshot(settings.database) as db:
        assert not db.table("half").exists()


def test_a_database_of_another_release_is_refused_in_one_line(settings: Settings) -> None:
    load(settings)
    make_other_release(settings.database)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma journal_mode = delete")
    before = settings.database.read_bytes()
    refused = error_of(settings, "content", "prepare")
    assert refused.startswith("The database was made by another release.")
    assert settings.database.read_bytes() == before
