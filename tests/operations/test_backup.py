"""`flask backup`: the content copied, checked and restored while the site runs."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from battkomp import create_app
from battkomp.contact import inbox as queries
from battkomp.content.publications import PublicationKind
from battkomp.db import backups, connections
from battkomp.db.backups import BackupError, inbox_of
from battkomp.operations import backup
from battkomp.settings import ROOT, Settings
from tests.support.clients import Crowd, ask
from tests.support.commands import assert_one_clear_line, error_of, flask, invoke, output_of
from tests.support.contents import make_first_release, make_other_release, published, stored
from tests.support.inboxes import put
from tests.support.servers import running, until
from tests.support.sites import change, edited_seed, load

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

QUESTION = "Any questions?"
SMALL = 48 * 1024  # bytes: less than any of the site's databases


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups that does not exist yet."""
    return tmp_path / "backups"


@pytest.fixture
def made(settings: Settings, folder: Path) -> Path:
    """A backup of the seed content, which is in the database too."""
    load(settings)
    return backup.create(settings, folder)


@pytest.fixture
def changed(settings: Settings, made: Path, tmp_path: Path) -> Settings:
    """A site whose content was changed after the backup."""
    assert made.exists()
    load(settings, edited_seed(tmp_path / "changed", contact=change(QUESTION, "Questions?")))
    return settings


def has_question(settings: Settings) -> bool:
    """Tell whether a new worker shows the seed content."""
    answer = create_app(settings).test_client().get("/en/contact")
    assert answer.status_code == 200
    return QUESTION in answer.text


def test_a_backup_is_made_listed_verified_and_pruned(settings: Settings, folder: Path) -> None:
    load(settings)
    before = datetime.now(UTC).replace(microsecond=0)
    said = output_of(settings, "backup", "create", folder)
    (file,) = backups.backups_in(folder)
    moment = backups.newest_in(folder)
    assert moment is not None
    assert before <= moment <= datetime.now(UTC)
    assert said == f"{file}: made and intact\n"
    assert sorted(folder.iterdir()) == [file, inbox_of(file)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert output_of(settings, "backup", "verify", file) == f"{file}: intact\n"
    line = f"{file}  {moment:%Y-%m-%dT%H:%M:%SZ}  content, messages\n"
    assert output_of(settings, "backup", "list", folder) == line
    named = replace(settings, backups=folder)
    said = output_of(named, "backup", "create", "--keep", "1")
    assert said.splitlines()[1:] == [f"Removed {file}"]
    (left,) = backups.backups_in(folder)
    assert sorted(folder.iterdir()) == [left, inbox_of(left)]
    assert "Usage" in invoke(named, "backup", "create", "--keep", "0").output
    assert error_of(settings, "backup", "create").startswith("Name the folder, or set BATTKOMP_")


def test_a_full_disk_leaves_no_backup(settings: Settings, folder: Path) -> None:
    load(settings)
    ended = flask(settings.database, "backup", "create", folder, largest_file=SMALL)
    assert_one_clear_line(ended, f"No backup can be made in {folder}: ")
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.touch()
    assert "File exists" in error_of(settings, "backup", "create", folder)


def spoil(database: Path) -> None:
    """Overwrite a page of a database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    data = database.read_bytes()
    database.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


def test_a_damaged_database_or_inbox_is_not_backed_up(settings: Settings, folder: Path) -> None:
    load(settings)
    for path, complaint in (
        (settings.inbox_file, "database disk image is malformed"),
        (settings.database, "is damaged"),
    ):
        spoil(path)
        assert complaint in error_of(settings, "backup", "create", folder)
        assert list(folder.iterdir()) == []


def become_a_folder(file: Path) -> None:
    """Put a folder in the place of a backup."""
    file.unlink()
    file.mkdir()


def become_foreign(file: Path) -> None:
    """Put the database of another program in the place of a backup."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table songs (title text)")


HARMS: list[tuple[Callable[[Path], object], str]] = [
    (Path.unlink, "There is no file"),
    (become_a_folder, "There is no file"),
    (lambda file: file.write_text("no database"), "is damaged: file is not a database"),
    (lambda file: file.write_bytes(file.read_bytes()[:-4096]), "is damaged"),
    (spoil, "is damaged"),
    (lambda file: file.write_bytes(b""), "is not a backup of this site"),
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
            assert complaint in error_of(settings, "backup", command, file)
        assert settings.database.read_bytes() == before
        assert {*file.parent.iterdir()} <= {file, inbox_of(file)}


def test_content_that_breaks_a_rule_is_backed_up_but_not_restored(
    settings: Settings, made: Path
) -> None:
    fewer = replace(settings, languages=settings.languages[:1])
    output_of(fewer, "backup", "create", made.parent)
    for command in ("verify", "restore"):
        refused = error_of(fewer, "backup", command, made)
        assert refused.startswith(f"The content of {made} is refused: ")


def test_a_restore_replaces_the_content_and_keeps_the_one_before(
    settings: Settings, folder: Path, made: Path, tmp_path: Path
) -> None:
    before = stored(settings)
    load(settings, edited_seed(tmp_path, contact=change(QUESTION, "Questions?")))
    said = output_of(settings, "backup", "restore", made)
    (kept,) = set(backups.backups_in(folder)) - {made}
    assert said.splitlines() == [
        f"The content before is in {kept}",
        f"{settings.database} is restored from {made}",
    ]
    assert stored(settings) == before
    assert has_question(settings)
    backup.restore(settings, kept)
    assert not has_question(settings)


def test_a_restore_is_a_publication(changed: Settings, made: Path) -> None:
    before = published(changed)
    output_of(changed, "backup", "restore", made)
    restored, *others = published(changed)
    assert tuple(others) == before
    assert restored.kind is PublicationKind.RESTORE
    (back,), (there,) = restored.changes, before[0].changes
    assert (back.name, back.before, back.after) == (there.name, there.after, there.before)
    output_of(changed, "backup", "restore", made)
    assert published(changed) == (restored, *others)


@pytest.mark.parametrize("damage", [b"", b"damaged" * 2000, None])
def test_a_new_database_gets_the_publications_of_the_backup(
    changed: Settings, made: Path, damage: bytes | None
) -> None:
    file = backup.create(changed, made.parent)
    before = published(changed)
    for path in changed.database.parent.glob("site.db*"):
        path.unlink()
    if damage is not None:
        changed.database.write_bytes(damage)
    output_of(changed, "backup", "restore", file)
    restored, *others = published(changed)
    assert tuple(others) == before
    assert (restored.kind, restored.number) == (PublicationKind.RESTORE, len(before) + 1)
    assert restored.changes == ()
    assert backups.is_intact(changed.database)


def test_a_backup_of_the_first_release_is_restored(changed: Settings, made: Path) -> None:
    make_first_release(made)
    with closing(sqlite3.connect(made)) as connection, connection:
        for table in ("entries", "texts"):
            connection.execute(f"delete from {table} where section = 'pages' and key = 'about'")
    output_of(changed, "backup", "verify", made)
    output_of(changed, "backup", "restore", made)
    assert has_question(changed)
    assert create_app(changed).test_client().get("/en/about").status_code == 200
    assert [one.number for one in published(changed)] == [3, 2, 1]
    for path in changed.database.parent.glob("site.db*"):
        path.unlink()
    output_of(changed, "backup", "restore", made)
    kinds = [one.kind for one in published(changed)]
    assert kinds == [PublicationKind.RESTORE, PublicationKind.FIRST]


def test_a_running_site_shows_the_restored_content(changed: Settings, made: Path) -> None:
    with running("wsgi:app", changed.database) as server:
        with Crowd(server.port, 2, ["/en/contact"]) as crowd:
            assert QUESTION not in ask(server.port, "/en/contact").text
            output_of(changed, "backup", "restore", made)
            until(lambda: QUESTION in ask(server.port, "/en/contact").text)
        assert crowd.failures == []
        assert {answer.status for answer in crowd.answers} == {200}
        # The database is emptied while the site has it open.
        os.truncate(changed.database, 0)
        output_of(changed, "backup", "restore", made)
        assert QUESTION in ask(server.port, "/en/contact").text


def test_a_restore_that_fails_changes_nothing(
    changed: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_one_clear_line(flask(changed.database, "backup", "restore", made, largest_file=SMALL))
    assert backups.backups_in(made.parent) == [made]
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.2)
    with connections.writing(changed.database):
        assert "database is locked" in error_of(changed, "backup", "restore", made)
    monkeypatch.setattr(backup, "create", Mock(side_effect=BackupError("it cannot be kept")))
    assert error_of(changed, "backup", "restore", made) == "it cannot be kept"
    assert not has_question(changed)


def test_no_change_is_lost_between_the_backup_and_the_restore(
    changed: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.2)
    create = backup.create

    def create_while_another_writes(site: Settings, folder: Path, *, with_damaged: bool) -> Path:
        with pytest.raises(connections.StoreError, match="locked"):
            load(site)
        return create(site, folder, with_damaged=with_damaged)

    monkeypatch.setattr(backup, "create", create_while_another_writes)
    assert backup.restore(changed, made).kept
    assert has_question(changed)


KILLED = """
import os, signal, sys
from pathlib import Path
from battkomp.content import load
from battkomp.operations import backup
from battkomp.settings import Settings

def replace_and_die(*arguments, replace=load.replace, **options):
    replace(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)

load.replace = replace_and_die
backup.restore(Settings(database=Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_a_restore_killed_before_its_commit_changes_nothing(changed: Settings, made: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(changed.database), str(made)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert not has_question(changed)
    backup.restore(changed, made)
    assert has_question(changed)


@pytest.mark.parametrize("damage", [b"", b"damaged" * 2000])
def test_a_damaged_database_is_set_aside_and_a_link_to_it_stays(
    settings: Settings, made: Path, damage: bytes
) -> None:
    real = settings.database.with_name("real.db")
    settings.database.unlink()
    real.write_bytes(damage)
    real.chmod(0o640)
    real.with_name("real.db-wal").write_bytes(b"log")
    settings.database.symlink_to(real)
    said = output_of(settings, "backup", "restore", made)
    aside, *_, log = sorted(real.parent.glob("*.damaged-*"))
    assert f"The damaged file is now {aside}\n" in said
    assert (aside.read_bytes(), log.read_bytes()) == (damage, b"log")
    assert settings.database.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert has_question(settings)
    assert backups.backups_in(made.parent) == [made]


def test_a_new_host_gets_a_database_of_its_owner_and_the_messages_on_request(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    load(settings)
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    owner = 1234 if os.geteuid() == 0 else os.geteuid()
    for with_inbox, numbers in ((False, []), (True, [number])):
        place = tmp_path / str(with_inbox)
        place.mkdir()
        shutil.chown(place, owner)
        theirs = replace(settings, database=place / "site.db")
        restored = backup.restore(theirs, file, with_inbox=with_inbox)
        assert (restored.kept, restored.damaged) == (None, [])
        assert has_question(theirs)
        assert [one.number for one in queries.messages(theirs.inbox_file)] == numbers
        assert {path.stat().st_uid for path in place.iterdir()} == {owner}
