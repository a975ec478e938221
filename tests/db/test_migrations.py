"""Databases of other releases, and processes that start at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from battkomp import create_app
from battkomp.content import load
from battkomp.db import connections, health
from battkomp.settings import ROOT, Settings
from tests.support.pages import EVERY_PAGE
from tests.support.releases import add_migration, make_later, put_previous
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

_TABLES = "select name from sqlite_master where type = 'table' and name not like '%migrations'"

# A migration that fails if it is run twice, and takes long enough for others to come between.
SLOW_START = """
import sys, time
from pathlib import Path
from battkomp.db import connections as store
from battkomp.content.schema import migrations

@migrations()
def leave_a_trace(db):
    db.execute("create table trace (text text)")
    db.execute("insert into trace values ('here')")
    time.sleep(0.3)

print("ready", flush=True)
sys.stdin.readline()
store.prepare(Path(sys.argv[1]))
"""
# The command is told to begin when its imports are done.
CONTENT_PREPARE = """
import sys
from battkomp import create_app
app = create_app()
print("ready", flush=True)
sys.stdin.readline()
result = app.test_cli_runner().invoke(args=["content", "prepare"])
sys.exit(result.exit_code)
"""


def start_together(count: int, code: str, database: Path) -> None:
    """Run a program in several processes that go on at the same time, and all end well."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(database)],
            cwd=ROOT,
            env={"BATTKOMP_DATABASE": str(database)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        _, complaint = process.communicate(timeout=30)
        assert process.returncode == 0, complaint


def rows(database: Path, query: str, parameters: Sequence[object] = ()) -> list[Any]:
    """Return the rows that a query finds in a database."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, parameters).fetchall()


@pytest.mark.parametrize("count", [2, 8])
@pytest.mark.parametrize("is_there", [False, True], ids=["nothing there", "previous release there"])
def test_migrations_run_once_when_processes_start_together(
    tmp_path: Path, count: int, is_there: bool
) -> None:
    database = tmp_path / "site.db"
    if is_there:
        put_previous(database)
    start_together(count, SLOW_START, database)
    assert rows(database, "select text from trace") == [("here",)]
    applied = rows(database, "select name from _sqlite_migrations order by id")
    assert len(set(applied)) == len(applied)
    assert applied[-1] == ("leave_a_trace",)


def test_an_empty_place_is_filled_once_when_processes_start_together(settings: Settings) -> None:
    start_together(2, CONTENT_PREPARE, settings.database)
    assert rows(settings.database, "select number from revision") == [(1,)]
    assert health.problem_of(settings.database) is None


def test_none_of_many_who_prepare_an_empty_place_is_turned_away(tmp_path: Path) -> None:
    refused: list[Exception] = []

    def prepare(database: Path, together: threading.Barrier) -> None:
        together.wait()
        try:
            connections.prepare(database)
        except Exception as error:
            refused.append(error)

    for number in range(40):
        together = threading.Barrier(8)
        arguments = (tmp_path / f"{number}.db", together)
        threads = [threading.Thread(target=prepare, args=arguments) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refused == []


def test_a_database_of_the_previous_release_opens_in_this_one(settings: Settings) -> None:
    put_previous(settings.database)
    names = [name for name, *_ in rows(settings.database, _TABLES)]
    before = {name: rows(settings.database, f"select * from {name}") for name in names}
    revision = rows(settings.database, "select number from revision")
    connections.prepare(settings.database)
    assert health.problem_of(settings.database) is None
    for name, found in before.items():
        assert found
        columns = len(found[0])
        now = rows(settings.database, f"select * from {name}")
        assert [row[:columns] for row in now] == found
    assert rows(settings.database, "select number from revision") == revision
    app = create_app(settings)
    result = app.test_cli_runner().invoke(args=["content", "prepare"])
    assert "Content of an earlier release completed" in result.output
    visitor = Visitor(app)
    for address in EVERY_PAGE:
        visitor.open(address)


def test_content_loads_into_a_database_of_the_previous_release(settings: Settings) -> None:
    put_previous(settings.database)
    runner = create_app(settings).test_cli_runner()
    result = runner.invoke(args=["content", "load", str(load.SEED)])
    assert result.exit_code == 0, result.output


def test_a_database_that_is_up_to_date_is_prepared_while_another_writes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.1)
    connections.prepare(settings.database)
    with connections.writing(settings.database):
        connections.prepare(settings.database)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_previous(settings.database)
    connections.prepare(settings.database)

    def break_half_way(db: Database) -> None:
        db.execute("create table half (way text)")
        raise sqlite3.OperationalError("database or disk is full")

    add_migration(monkeypatch, break_half_way)
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            connections.prepare(settings.database)
        assert rows(settings.database, "select 1 from sqlite_master where name = 'half'") == []
    assert health.problem_of(settings.database) == "outdated"


def test_a_database_of_a_later_release_is_left_alone(settings: Settings) -> None:
    put_previous(settings.database)
    connections.prepare(settings.database)
    make_later(settings.database)
    result = create_app(settings).test_cli_runner().invoke(args=["content", "prepare"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database is of a later release than this one.")
    assert len(result.output.splitlines()) == 1
