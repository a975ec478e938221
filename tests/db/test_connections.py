"""Connections, transactions and the preparation of databases."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from battkomp import create_app
from battkomp.content import storage
from battkomp.db import connections
from battkomp.settings import ROOT, Settings
from tests.support.databases import make_other_release, problem_of
from tests.support.sites import load

PREPARE = """
import sys
from pathlib import Path
from battkomp.content import storage
from battkomp.db import connections
connections.prepare(Path(sys.argv[1]), storage.migrations)
"""


def test_a_reader_cannot_write(settings: Settings) -> None:
    load(settings)
    with (
        pytest.raises(sqlite3.OperationalError, match="readonly"),
        connections.snapshot(settings.database) as db,
    ):
        db.execute("delete from texts")


def test_a_snapshot_stays_as_it_was(settings: Settings) -> None:
    load(settings)
    with connections.snapshot(settings.database) as db:
        before = storage.mark_of(db)
        with connections.writing(settings.database) as writer:
            storage.write(writer, storage.read(db))
        assert storage.mark_of(db) == before
    with connections.snapshot(settings.database) as db:
        assert storage.mark_of(db) != before


def test_writers_wait_for_each_other(settings: Settings) -> None:
    load(settings)

    def write() -> None:
        for _ in range(10):
            with connections.writing(settings.database) as db:
                db.execute("update revision set number = number + 1")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connections.snapshot(settings.database) as db:
        assert storage.revision_of(db) == 41


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
    assert problem_of(database) == "empty"


def test_threads_that_start_together_prepare_one_database(tmp_path: Path) -> None:
    refused: list[Exception] = []

    def prepare(database: Path, together: threading.Barrier) -> None:
        together.wait()
        try:
            connections.prepare(database, storage.migrations)
        except Exception as error:
            refused.append(error)

    for number in range(10):
        together = threading.Barrier(8)
        arguments = (tmp_path / f"{number}.db", together)
        threads = [threading.Thread(target=prepare, args=arguments) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refused == []


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
    result = create_app(settings).test_cli_runner().invoke(args=["content", "prepare"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database was made by another release.")
    assert len(result.output.splitlines()) == 1
    assert problem_of(settings.database) == "outdated"
