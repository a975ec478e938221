"""`flask backup`: the content copied, checked and restored while the site runs."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.db import backups, connections
from battkomp.db.backups import BackupError, inbox_of
from battkomp.operations import backup
from battkomp.settings import ROOT, Settings
from tests.support.backing_up import SMALL, copy_of, flask_backup
from tests.support.clients import ask
from tests.support.commands import invoke
from tests.support.databases import make_other_release, prepare
from tests.support.servers import serving
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

QUESTION = "Any questions?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups that does not exist yet."""
    return tmp_path / "backups"


@pytest.fixture
def made(settings: Settings, shipped: Path) -> Path:
    """A backup of the seed content, which is in the database too."""
    return copy_of(shipped, settings)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Other content than the seed."""
    return edited_seed(tmp_path / "changed", contact=change(QUESTION, "Questions?"))


def refusal(settings: Settings, *arguments: str | Path) -> str:
    """Run `flask backup`, which must fail with one line; return the reason."""
    result = invoke(settings, "backup", *arguments)
    assert result.exit_code == 1, result.output
    (line,) = result.output.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def has_question(settings: Settings) -> bool:
    """Tell whether a new worker shows the seed content."""
    answer = create_app(settings).test_client().get("/en/contact")
    assert answer.status_code == 200
    return QUESTION in answer.text


def test_a_backup_is_made_listed_verified_and_pruned(settings: Settings, folder: Path) -> None:
    load(settings)
    result = invoke(settings, "backup", "create", folder)
    assert result.exit_code == 0, result.output
    (file,) = backups.backups_in(folder)
    assert result.output == f"{file}: made and intact\n"
    assert sorted(folder.iterdir()) == [file, inbox_of(file)]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert invoke(settings, "backup", "verify", file).output == f"{file}: intact\n"
    listed = invoke(settings, "backup", "list", folder).output
    assert listed.startswith(f"{file}  20")
    assert listed.endswith("Z  content and messages\n")
    named = replace(settings, backups=folder)
    result = invoke(named, "backup", "create", "--keep", "1")
    assert result.output.splitlines()[1:] == [f"Removed {file}"]
    assert len(backups.backups_in(folder)) == 1
    assert refusal(settings, "create") == "Name the folder, or set BATTKOMP_BACKUPS."
    assert "Usage" in invoke(named, "backup", "create", "--keep", "0").output


def test_without_content_there_is_nothing_to_back_up(settings: Settings, folder: Path) -> None:
    assert refusal(settings, "create", folder).startswith("There is no content yet")
    prepare(settings.database)
    assert refusal(settings, "create", folder).startswith("There is no content yet")
    assert not folder.exists()


def test_a_full_disk_leaves_no_backup(settings: Settings, folder: Path) -> None:
    load(settings)
    code, said = flask_backup(settings, "create", str(folder), limit=SMALL)
    assert code == 1
    assert said.startswith(f"Error: No backup can be made in {folder}: ")
    assert len(said.splitlines()) == 1
    assert list(folder.iterdir()) == []


def test_a_damaged_database_is_not_backed_up(settings: Settings, folder: Path) -> None:
    load(settings)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    data = settings.database.read_bytes()
    settings.database.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])
    assert "is damaged" in refusal(settings, "create", folder)
    assert list(folder.iterdir()) == []


def become_foreign(file: Path) -> None:
    """Put the database of another program in the place of a backup."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table songs (title text)")


HARMS: list[tuple[Callable[[Path], object], str]] = [
    (Path.unlink, "There is no file"),
    (lambda file: file.write_text("no database"), "is damaged: file is not a database"),
    (become_foreign, "is not a backup of this site"),
    (make_other_release, "made by another release"),
    (lambda file: inbox_of(file).write_text("no database"), "is damaged"),
]


def test_a_bad_backup_is_refused_in_one_line_and_nothing_changes(
    settings: Settings, made: Path
) -> None:
    before = settings.database.read_bytes()
    for number, (harm, complaint) in enumerate(HARMS):
        file = made.parent / str(number) / made.name
        file.parent.mkdir()
        shutil.copyfile(made, file)
        shutil.copyfile(inbox_of(made), inbox_of(file))
        harm(file)
        for command in ("verify", "restore"):
            assert complaint in refusal(settings, command, file)
        assert settings.database.read_bytes() == before
        assert {*file.parent.iterdir()} <= {file, inbox_of(file)}


def test_content_that_breaks_a_rule_is_backed_up_but_not_restored(
    settings: Settings, made: Path
) -> None:
    fewer = replace(settings, languages=settings.languages[:1])
    assert invoke(fewer, "backup", "create", made.parent).exit_code == 0
    for command in ("verify", "restore"):
        assert f"The content of {made} is refused: " in refusal(fewer, command, made)


def test_a_restore_replaces_the_content_and_keeps_the_one_before(
    settings: Settings, folder: Path, made: Path, changed: Path
) -> None:
    invoke(settings, "content", "export", settings.database.parent / "before")
    load(settings, changed)
    result = invoke(settings, "backup", "restore", made)
    assert result.exit_code == 0, result.output
    (kept,) = set(backups.backups_in(folder)) - {made}
    assert result.output.splitlines() == [
        f"The content before is in {kept}",
        f"{settings.database} is restored from {made}",
    ]
    assert has_question(settings)
    invoke(settings, "content", "export", settings.database.parent / "after")
    for file in (settings.database.parent / "before").iterdir():
        after = settings.database.parent / "after" / file.name
        assert after.read_text("utf-8") == file.read_text("utf-8"), file.name
    backup.restore(settings, kept)
    assert not has_question(settings)


def test_a_running_site_shows_the_restored_content(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    with serving("wsgi:app", settings.database) as address:
        port = int(address.rpartition(":")[2])
        assert QUESTION not in ask(port, "/en/contact").text
        code, said = flask_backup(settings, "restore", str(made))
        assert code == 0, said
        assert QUESTION in ask(port, "/en/contact").text
        # The database is emptied while the site has it open.
        os.truncate(settings.database, 0)
        code, said = flask_backup(settings, "restore", str(made))
        assert code == 0, said
        assert QUESTION in ask(port, "/en/contact").text


def test_readers_see_the_old_or_the_new_content_during_a_restore(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    app = create_app(settings)
    done, seen = threading.Event(), []

    def read() -> None:
        client = app.test_client()
        while not done.wait(0.002):
            answer = client.get("/en/contact")
            seen.append((answer.status_code, QUESTION in answer.text))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        backup.restore(settings, made)
    finally:
        done.set()
        reader.join()
    assert {status for status, _ in seen} == {200}
    assert (200, False) in seen
    assert has_question(settings)


def test_a_locked_database_is_not_restored(
    settings: Settings, made: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings, changed)
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.2)
    with connections.writing(settings.database):
        assert "database is locked" in refusal(settings, "restore", made)
    assert not has_question(settings)


def test_no_change_is_lost_between_the_backup_and_the_restore(
    settings: Settings, made: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings, changed)
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.2)
    create = backup.create

    def create_while_another_writes(site: Settings, folder: Path, *, with_inbox: bool) -> Path:
        with pytest.raises(connections.StoreError, match="locked"):
            load(site)
        return create(site, folder, with_inbox=with_inbox)

    monkeypatch.setattr(backup, "create", create_while_another_writes)
    assert backup.restore(settings, made).kept
    assert has_question(settings)


def test_content_that_cannot_be_kept_is_not_replaced(
    settings: Settings, made: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings, changed)

    def fail(_settings: Settings, _folder: Path, **_: object) -> Path:
        raise BackupError("the disk is full")

    monkeypatch.setattr(backup, "create", fail)
    assert refusal(settings, "restore", made) == "the disk is full"
    assert not has_question(settings)


def test_a_restore_on_a_full_disk_changes_nothing(
    settings: Settings, folder: Path, made: Path, changed: Path
) -> None:
    load(settings, changed)
    code, said = flask_backup(settings, "restore", str(made), limit=SMALL)
    assert code == 1
    assert len(said.splitlines()) == 1, said
    assert not has_question(settings)
    assert backups.backups_in(folder) == [made]


KILLED = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from battkomp.db import connections
from battkomp.operations import backup
from battkomp.settings import Settings
writing = connections.writing

@contextmanager
def killed(path):
    with writing(path) as db:
        yield db
        if path.name == "site.db":
            os.kill(os.getpid(), signal.SIGKILL)

connections.writing = killed
backup.restore(Settings(database=Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_a_restore_killed_before_its_commit_changes_nothing(
    settings: Settings, made: Path, changed: Path
) -> None:
    load(settings, changed)
    command = [sys.executable, "-c", KILLED, str(settings.database), str(made)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert not has_question(settings)
    backup.restore(settings, made)
    assert has_question(settings)


@pytest.mark.parametrize("damage", [b"", b"damaged" * 2000])
def test_a_damaged_database_is_set_aside_and_a_link_to_it_stays(
    settings: Settings, made: Path, damage: bytes
) -> None:
    real = settings.database.with_name("real.db")
    settings.database.unlink()
    real.write_bytes(damage)
    real.chmod(0o640)
    settings.database.symlink_to(real)
    result = invoke(settings, "backup", "restore", made)
    assert result.exit_code == 0, result.output
    (aside,) = real.parent.glob("*.damaged-*Z")
    assert f"The damaged file is now {aside}\n" in result.output
    assert aside.read_bytes() == damage
    assert settings.database.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert has_question(settings)
    assert backups.backups_in(made.parent) == [made]


def test_a_missing_database_is_created_for_the_owner_of_its_folder(
    settings: Settings, made: Path
) -> None:
    place = settings.database.with_name("theirs")
    place.mkdir()
    owner = 1234 if os.geteuid() == 0 else os.geteuid()
    shutil.chown(place, owner)
    theirs = replace(settings, database=place / "site.db")
    restored = backup.restore(theirs, made)
    assert (restored.kept, restored.damaged) == (None, [])
    assert has_question(theirs)
    assert {path.stat().st_uid for path in place.iterdir()} == {owner}
