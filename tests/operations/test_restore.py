"""Backups put back while the site runs, without anything being lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from battkomp import create_app
from battkomp.db import backup_folder, connections, health
from battkomp.db.backup_folder import BackupError
from battkomp.operations import backup, version
from battkomp.settings import ROOT, Settings
from tests.support.backing_up import SMALL, copy_of, flask_backup
from tests.support.clients import ask
from tests.support.commands import assert_one_clear_line, flask
from tests.support.pages import EVERY_PAGE
from tests.support.releases import add_migration, make_later, put_previous
from tests.support.servers import serving
from tests.support.sites import change, edited_seed, load, settings_in

pytestmark = pytest.mark.slow

QUESTION = "Any questions?"
PAUSE = 0.002  # seconds between visits; without one, Python hardly lets the restore work


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for backups that is not there yet."""
    return tmp_path / "backups"


@pytest.fixture
def made(settings: Settings, shipped: Path) -> Path:
    """A backup of the content that ships, which is in the database too."""
    return copy_of(shipped, settings)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Other content than that which ships."""
    return edited_seed(tmp_path / "changed", contact=change(QUESTION, "Questions?"))


def contact_page(settings: Settings) -> str:
    """Return the page about whom to ask."""
    answer = create_app(settings).test_client().get("/en/contact")
    assert answer.status_code == 200
    return answer.text


def keys(database: Path) -> set[str]:
    """Return the keys of the organisations in a database."""
    with closing(sqlite3.connect(database)) as connection:
        return {key for (key,) in connection.execute("select key from organisations")}


def test_what_is_restored_is_what_was_backed_up_and_what_was_there_is_kept(
    settings: Settings, folder: Path, made: Path, changed: Path
) -> None:
    load(settings, changed)
    command = ["backup", "restore", str(made)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    (kept,) = set(backup_folder.backups_in(folder)) - {made}
    assert result.output.splitlines() == [
        f"What was there is in {kept}",
        f"{settings.database} is restored from {made}: whole, "
        f"and all of its {len(EVERY_PAGE)} pages are as they should be",
    ]
    assert QUESTION in contact_page(settings)
    backup.restore(settings, kept)
    assert QUESTION not in contact_page(settings)
    assert sorted(path.name for path in settings.database.parent.glob("site.db*")) == [
        "site.db",
        "site.db-generation",
        "site.db-shm",
        "site.db-wal",
    ]


def test_every_cache_lets_go_of_what_was_there(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    reader = connections.reader(settings.database)
    before = list(reader.query("select * from revision"))
    backup.restore(settings, made)
    after = list(connections.reader(settings.database).query("select * from revision"))
    assert after[0]["number"] == before[0]["number"] + 1 == 3
    assert after[0].get("mark", "new") != before[0].get("mark", "old")


def test_a_running_site_shows_a_restored_backup_with_its_next_answer(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    with serving("wsgi:app", settings.database) as address:

        def page() -> str:
            with urllib.request.urlopen(f"{address}/en/contact") as answer:  # noqa: S310  # ours
                return str(answer.read().decode())

        assert QUESTION not in page()
        code, said = flask_backup(settings, "restore", str(made))
        assert code == 0, said
        assert QUESTION in page()


def test_readers_find_the_old_or_the_new_and_nothing_between(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    app = create_app(settings)
    done, seen = threading.Event(), []

    def read() -> None:
        client = app.test_client()
        while not done.wait(PAUSE):
            answer = client.get("/en/contact")
            seen.append((answer.status_code, QUESTION in answer.text))
        connections.forget_reader()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        backup.restore(settings, made)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert {status for status, _ in seen} == {200}
    assert (200, False) in seen
    assert QUESTION in contact_page(settings)


def test_what_is_written_until_a_restore_is_in_what_it_keeps(
    settings: Settings, made: Path
) -> None:
    done, committed = threading.Event(), []

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            key = f"new-{number}"
            with connections.writing(settings.database) as db:
                row = {"key": key, "position": number, "website": None, "part_of": None}
                db.table("organisations").insert(row)
                db.execute(
                    "insert into words values ('organisations.' || ?, 'name', 'nb', 'N', 'd',"
                    " null, '2026-11-23')",
                    [key],
                )
            committed.append(key)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not committed:
            pass
        restored = backup.restore(settings, made)
    finally:
        done.set()
        writer.join()
    assert restored.kept
    kept, now = keys(restored.kept.file), keys(settings.database)
    assert set(committed) - kept - now == set()
    assert any(key.startswith("new-") for key in kept)


def test_a_restore_waits_for_a_writer_and_then_gives_up(
    settings: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.2)
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)
        with pytest.raises(BackupError, match="is locked; nothing was replaced"):
            backup.restore(settings, made)
    assert connections.revision(connections.reader(settings.database)) == 2


def test_what_cannot_be_kept_is_not_replaced(
    settings: Settings, made: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings, changed)

    def fail(_settings: Settings, _folder: Path, **_: object) -> backup.Made:
        raise BackupError("the disk is full")

    monkeypatch.setattr(backup, "create", fail)
    with pytest.raises(BackupError, match="full"):
        backup.restore(settings, made)
    assert QUESTION not in contact_page(settings)
    with connections.writing(settings.database) as db:
        connections.raise_revision(db)


def test_a_disk_that_is_full_leaves_the_database_as_it_was(
    settings: Settings, folder: Path, made: Path, changed: Path
) -> None:
    load(settings, changed)
    connections.forget_reader()
    code, said = flask_backup(settings, "restore", str(made), limit=SMALL)
    assert code == 1
    place = settings.database.parent
    assert said.startswith(f"Error: The backup cannot be written to {place}: ")
    assert len(said.splitlines()) == 1
    assert QUESTION not in contact_page(settings)
    assert backup_folder.backups_in(folder) == [made]
    assert [path for path in place.iterdir() if path.name.startswith(".")] == []


KILLED = """
import os, signal, sys
from pathlib import Path
from battkomp.operations import backup
from battkomp.settings import Settings
backup.create = lambda settings, folder, **_: os.kill(os.getpid(), signal.SIGKILL)
backup.restore(Settings(database=Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_a_restore_that_is_killed_half_way_leaves_the_database_as_it_was(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    command = [sys.executable, "-c", KILLED, str(settings.database), str(made)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert QUESTION not in contact_page(settings)
    assert health.problem_of(settings.database) is None
    backup.restore(settings, made)
    assert QUESTION in contact_page(settings)


def test_a_missing_database_is_restored(settings: Settings, made: Path) -> None:
    connections.forget_reader()
    place = replace(settings, database=settings.database.with_name("new") / "site.db")
    restored = backup.restore(place, made)
    assert (restored.kept, restored.damaged) == (None, [])
    assert QUESTION in contact_page(place)
    assert health.problem_of(place.database) is None


def test_a_file_of_no_bytes_is_put_aside(settings: Settings, made: Path, tmp_path: Path) -> None:
    empty = replace(settings, database=tmp_path / "empty.db")
    empty.database.touch()
    restored = backup.restore(empty, made)
    assert restored.kept is None
    assert [path.stat().st_size for path in restored.damaged] == [0]
    assert QUESTION in contact_page(empty)


def test_a_database_that_is_emptied_under_a_running_site_is_restored(
    settings: Settings, made: Path
) -> None:
    connections.forget_reader()
    with serving("wsgi:app", settings.database) as address:
        port = int(address.rpartition(":")[2])
        assert ask(port, "/en/contact").status == 200
        os.truncate(settings.database, 0)
        said = flask(settings.database, "content", "prepare")
        assert_one_clear_line(said, "is a file of no bytes", "backup restore FILE")
        code, told = flask_backup(settings, "restore", str(made))
        assert code == 0, told
        assert QUESTION in ask(port, "/en/contact").text


def test_a_database_without_a_log_is_kept_too(settings: Settings, made: Path) -> None:
    connections.forget_reader()
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma journal_mode = delete")
    assert backup.restore(settings, made).kept


@pytest.mark.parametrize("start", [0, 4096], ids=["its first page", "its second page"])
def test_a_damaged_database_is_put_aside(settings: Settings, made: Path, start: int) -> None:
    connections.forget_reader()
    data = settings.database.read_bytes()
    spoiled = data[:start] + b"\xff" * 4096 + data[start + 4096 :]
    settings.database.write_bytes(spoiled)
    log = settings.database.with_name("site.db-wal")
    log.write_bytes(b"of the damaged one")
    settings.database.chmod(0o640)
    command = ["backup", "restore", str(made)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    (aside,) = (
        path for path in settings.database.parent.glob("*.damaged-*") if path.suffix[-1] == "Z"
    )
    assert f"What was damaged is in {aside}\n" in result.output
    assert aside.read_bytes() == spoiled
    assert settings.database.stat().st_mode & 0o777 == 0o640
    assert QUESTION in contact_page(settings)
    assert backup_folder.backups_in(made.parent) == [made]


def test_a_damaged_database_is_followed_by_a_running_site(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    client = create_app(settings).test_client()
    assert QUESTION not in client.get("/en/contact").text
    connections.forget_reader()
    settings.database.write_bytes(b"damaged" * 2000)
    assert client.get("/en/board").status_code == 503
    code, said = flask_backup(settings, "restore", str(made))
    assert code == 0, said
    assert QUESTION in client.get("/en/contact").text


def test_a_link_to_the_database_stays_a_link(settings: Settings, made: Path) -> None:
    real = settings.database.with_name("real.db")
    connections.forget_reader()
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma journal_mode = delete")
    settings.database.rename(real)
    settings.database.symlink_to(real)
    real.write_bytes(b"damaged")
    backup.restore(settings, made)
    assert settings.database.is_symlink()
    assert QUESTION in contact_page(settings)


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(
    settings: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_a_table(db: Database) -> None:
        db.execute("create table more (text text)")

    add_migration(monkeypatch, add_a_table)
    monkeypatch.setattr(version, "identity", lambda: "a later build")
    restored = backup.restore(settings, made)
    assert "another build" in str(restored.compared.reason)
    assert restored.kept
    assert "of an earlier release" in str(restored.kept.compared.reason)
    assert health.problem_of(settings.database) is None
    assert QUESTION in contact_page(settings)


def test_the_previous_release_backs_up_and_this_one_restores(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    old = settings_in(tmp_path, database=tmp_path / "old.db")
    put_previous(old.database)
    file = backup.create(old, folder).file
    backup.restore(settings, file)
    assert QUESTION in contact_page(settings)


def test_going_back_to_this_release_keeps_the_database_of_the_later_one(
    settings: Settings, made: Path
) -> None:
    make_later(settings.database)
    restored = backup.restore(settings, made)
    assert restored.kept
    assert restored.kept.compared.reason == "the database is of a later release"
    assert health.problem_of(settings.database) is None
    with closing(sqlite3.connect(restored.kept.file)) as connection:
        found = connection.execute("select 1 from _sqlite_migrations where name = 'of_the_future'")
        assert found.fetchone() == (1,)


def test_a_backup_whose_pages_fail_is_not_restored(
    settings: Settings, folder: Path, changed: Path
) -> None:
    load(settings)
    connections.forget_reader()
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("delete from board")
    broken = backup.create(settings, folder).file
    load(settings, changed)
    with pytest.raises(BackupError, match="A page cannot be rendered: /nb/styret"):
        backup.restore(settings, broken)
    assert QUESTION not in contact_page(settings)


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser gives files away")
def test_a_restored_database_is_its_sites_and_not_that_of_who_restored_it(
    settings: Settings, made: Path
) -> None:
    place = settings.database.with_name("theirs")
    place.mkdir()
    shutil.chown(place, 1234, 1234)
    theirs = replace(settings, database=place / "site.db")
    backup.restore(theirs, made)
    assert {path.stat().st_uid for path in place.iterdir()} == {1234}
