"""Connections and transactions."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from battkomp.content.queries import Reading
from battkomp.content.schema import CONTENT_TABLES
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.sites import TODAY, edited_seed, load, site

PAUSE = 0.002  # seconds between visits; without one, Python hardly lets the writer write


def test_a_reader_cannot_write(settings: Settings) -> None:
    load(settings)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connections.reader(settings.database).execute("delete from words")


def test_a_reader_sees_what_others_have_written_since(settings: Settings) -> None:
    load(settings)
    reader = connections.reader(settings.database)
    before = connections.revision(reader)
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)
        assert connections.revision(connections.reader(settings.database)) == before
    assert connections.revision(reader) == before + 1


def test_a_reader_follows_a_database_that_is_replaced(settings: Settings) -> None:
    load(settings)
    connections.reader(settings.database)
    for suffix in ("", "-wal", "-shm"):
        settings.database.with_name(settings.database.name + suffix).unlink(missing_ok=True)
    with pytest.raises(sqlite3.OperationalError):
        connections.reader(settings.database)
    load(settings)
    assert connections.revision(connections.reader(settings.database)) == 1


def test_writers_wait_for_each_other(settings: Settings) -> None:
    load(settings)

    def write() -> None:
        for _ in range(20):
            with connections.writing(settings.database) as db:
                connections.raise_revision(db)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert connections.revision(connections.reader(settings.database)) == 81


def test_processes_that_start_together_prepare_one_database(settings: Settings) -> None:
    code = "import sys; from pathlib import Path; from battkomp.db import connections as store;"
    code += "store.prepare(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(settings.database)]
    started = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]


def test_every_table_is_strict_and_known(settings: Settings) -> None:
    connections.prepare(settings.database)
    db = connections.reader(settings.database)
    found = db.query("pragma table_list")
    tables = {row["name"]: row["strict"] for row in found if row["type"] == "table"}
    own = {name for name in tables if not name.startswith(("sqlite_", "_sqlite"))}
    assert own == {*CONTENT_TABLES, "revision", "search_entries", "search_vocabulary"}
    assert all(tables[name] for name in own)


def test_what_a_phase_needs_is_enforced_by_the_database(settings: Settings) -> None:
    load(settings)
    with (
        pytest.raises(sqlite3.IntegrityError, match="CHECK"),
        connections.writing(settings.database) as db,
    ):
        db.execute("update phases set started_on = '2030-01-01' where number = 1")
    with (
        pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"),
        connections.writing(settings.database) as db,
    ):
        db.execute("delete from people where key = 'per-holdo'")


def without_the_last_seat(text: str) -> str:
    """Return the board with seven members."""
    return text[: text.index("[seats.kompetanseutvalget-2]")]


def test_a_snapshot_is_of_one_moment(settings: Settings, tmp_path: Path) -> None:
    load(settings)
    fewer = edited_seed(tmp_path, board=without_the_last_seat)
    with connections.snapshot(settings.database) as db:
        reading = Reading(db, "en", "nb", TODAY)
        assert len(reading.phases) == 3
        load(settings, fewer)
        assert len(reading.board.seats) == 8
    with connections.snapshot(settings.database) as db:
        assert len(Reading(db, "en", "nb", TODAY).board.seats) == 7


def test_no_page_is_half_old_and_half_new(settings: Settings, tmp_path: Path) -> None:
    app = site(settings)
    fewer = edited_seed(tmp_path, board=without_the_last_seat)
    done = threading.Event()

    def change_again_and_again() -> None:
        for _ in range(10):
            load(settings, fewer)
            load(settings)
        done.set()

    writer = threading.Thread(target=change_again_and_again)
    writer.start()
    client, seen = app.test_client(), set()
    while not done.wait(PAUSE):
        answer = client.get("/en/board")
        assert answer.status_code == 200
        rows = answer.text.count('class="name"')
        assert f"The list shows the {rows} members" in answer.text
        seen.add(rows)
    writer.join()
    assert seen <= {7, 8}
