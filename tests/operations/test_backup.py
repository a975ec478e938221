"""Backups: of one moment, whole, and tried before anybody relies on them."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import threading
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import Result

from battkomp import create_app
from battkomp.db import backup_folder, connections, copying
from battkomp.db.backup_folder import Manifest, inbox_path, manifest_of, manifest_path
from battkomp.operations import backup as backups
from battkomp.operations import version
from battkomp.settings import Settings
from tests.support.backing_up import SMALL, copy_of, flask_backup
from tests.support.pages import EVERY_PAGE
from tests.support.releases import make_later
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for backups that is not there yet."""
    return tmp_path / "backups"


@pytest.fixture
def made(settings: Settings, shipped: Path) -> Path:
    """A backup of the content that ships, which is in the database too."""
    return copy_of(shipped, settings)


def run(settings: Settings, *arguments: object) -> Result:
    """Run `flask backup` with arguments."""
    command = ["backup", *map(str, arguments)]
    return create_app(settings).test_cli_runner().invoke(args=command)


def refusal(settings: Settings, *arguments: object) -> str:
    """Run `flask backup`, which must refuse in one line; return the reason."""
    result = run(settings, *arguments)
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Error: ")
    assert len(result.output.splitlines()) == 1, result.output
    return result.output.removeprefix("Error: ").strip()


def rewrite(file: Path, **changes: Any) -> None:
    """Change what a manifest says."""
    manifest = msgspec.structs.replace(manifest_of(file), **changes)
    manifest_path(file).write_bytes(msgspec.json.encode(manifest))


def adopt(file: Path) -> None:
    """Have the manifest be about the file as it is now."""
    rewrite(file, size=file.stat().st_size, sha256=copying.digest_of(file))


def sql(file: Path, statement: str) -> None:
    """Change a database."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_a_backup_is_the_database_the_messages_and_a_manifest(
    settings: Settings, folder: Path
) -> None:
    load(settings)
    result = run(settings, "create", folder)
    assert result.exit_code == 0, result.output
    database, inbox, manifest = sorted(folder.iterdir())
    assert result.output == (
        f"{database}: whole, and all of its {len(EVERY_PAGE)} pages are as they should be\n"
    )
    assert [f"{database.stem}{end}" for end in (".db", ".inbox.db", ".json")] == [
        path.name for path in (database, inbox, manifest)
    ]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (database, inbox, manifest)}
    assert modes == {0o600}
    for path in (database, inbox):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("pragma journal_mode").fetchone() == ("delete",)
    assert run(settings, "verify", database).output == result.output
    assert sorted(folder.iterdir()) == [database, inbox, manifest]


def test_a_manifest_says_what_a_backup_is_of(settings: Settings, folder: Path) -> None:
    settings = replace(settings, public_url="https://battkomp.example")
    load(settings)
    before = datetime.now(UTC).replace(microsecond=0)
    file = backups.create(settings, folder).file
    manifest = manifest_of(file)
    assert before <= manifest.made_at <= datetime.now(UTC)
    assert f"{manifest.made_at:%Y%m%dT%H%M%SZ}" in file.name
    assert manifest.size == file.stat().st_size
    assert manifest.revision == 1
    assert (manifest.release, manifest.build) == (version.release(), version.identity())
    assert manifest.day == settings.today()
    assert manifest.public.public_url == "https://battkomp.example"
    assert sorted(manifest.pages) == sorted(EVERY_PAGE)


def test_the_folder_is_that_of_the_settings_if_none_is_named(
    settings: Settings, folder: Path
) -> None:
    load(settings)
    assert refusal(settings, "create") == "Name the folder, or set BATTKOMP_BACKUPS."
    assert run(replace(settings, backups=folder), "create").exit_code == 0
    assert len(backup_folder.backups_in(folder)) == 1


@pytest.mark.parametrize("is_prepared", [False, True])
def test_nothing_is_not_backed_up(settings: Settings, folder: Path, is_prepared: bool) -> None:
    if is_prepared:
        connections.prepare(settings.database)
    assert refusal(settings, "create", folder).startswith("There is no content yet")
    assert not folder.exists()


def test_a_backup_made_while_others_write_is_of_one_moment(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    load(settings)
    other = edited_seed(tmp_path, contact=change("Any questions?", "Questions?"))
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            load(settings, other)
            load(settings)
        connections.forget_reader()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [backups.create(settings, folder).file for _ in range(3)]
    finally:
        done.set()
        writer.join()
    assert [backups.verify(settings, file).pages for file in files] == [len(EVERY_PAGE)] * 3
    revisions = [manifest_of(file).revision for file in files]
    assert revisions == sorted(set(revisions)), "nothing was written meanwhile"


def test_two_backups_never_get_the_same_name(settings: Settings, folder: Path) -> None:
    load(settings)
    files: list[Path] = []

    def make() -> None:
        files.append(backups.create(settings, folder).file)
        connections.forget_reader()

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(files) == backup_folder.backups_in(folder)
    assert len(files) == 3


def test_the_oldest_backups_are_removed_and_nothing_else(
    settings: Settings, folder: Path, made: Path
) -> None:
    old = [folder / f"battkomp-{year}0101T000000Z.db" for year in ("2019", "2020")]
    for file in old:
        shutil.copy(made, file)
        shutil.copy(manifest_path(made), manifest_path(file))
    shutil.copy(inbox_path(made), inbox_path(old[1]))  # the other is of a release without one
    strangers = {folder / "notes.txt", folder / "battkomp-20180101T000000Z.db"}
    for stranger in strangers:
        stranger.touch()
    assert "Usage" in run(settings, "create", folder, "--keep", 0).output
    result = run(settings, "create", folder, "--keep", 2)
    assert result.output.splitlines()[1:] == [f"Removed {file}" for file in old]
    assert len(backup_folder.backups_in(folder)) == 2
    assert made in backup_folder.backups_in(folder)
    assert len(list(folder.iterdir())) == 6 + len(strangers)


def test_a_full_disk_is_said_before_anything_is_written(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 1_000_000))
    said = f"The disk of {folder} is full: [0-9]+ MB are needed, 1 are free"
    assert re.fullmatch(said, refusal(settings, "create", folder))
    assert list(folder.iterdir()) == []


def test_a_backup_that_cannot_be_written_to_its_end_leaves_nothing(
    settings: Settings, folder: Path
) -> None:
    load(settings)
    code, said = flask_backup(settings, "create", str(folder), limit=SMALL)
    assert code == 1
    assert said.startswith(f"Error: No copy can be written to {folder}: ")
    assert len(said.splitlines()) == 1
    assert list(folder.iterdir()) == []


def test_a_manifest_that_cannot_be_written_leaves_no_backup(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)

    def fail(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    assert "No space left on device" in refusal(settings, "create", folder)
    assert list(folder.iterdir()) == []


def test_what_a_killed_backup_left_is_removed_in_time(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    folder.mkdir()
    ends = (".db.part", ".inbox.db.part", ".inbox.db")
    left = [folder / f"battkomp-20200101T000000Z{end}" for end in ends]
    for one in left:
        one.touch()
    backups.create(settings, folder)
    assert all(one.exists() for one in left), "somebody may be writing to it"
    monkeypatch.setattr(backup_folder, "_GIVEN_UP", -1)
    made = backups.create(settings, folder).file
    assert not any(one.exists() for one in left)
    assert inbox_path(made).exists()


def test_a_page_that_fails_does_not_keep_the_content_from_being_backed_up(
    settings: Settings, folder: Path
) -> None:
    load(settings)
    sql(settings.database, "delete from board")
    result = run(settings, "create", folder)
    assert result.exit_code == 0, result.output
    assert result.output.endswith(
        "whole. Its pages were not compared: "
        "A page cannot be rendered: /nb/styret answers 500 INTERNAL SERVER ERROR, and not 200\n"
    )
    (file,) = backup_folder.backups_in(folder)
    assert "its pages were not recorded" in run(settings, "verify", file).output


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(
    settings: Settings, folder: Path
) -> None:
    load(settings)
    connections.forget_reader()
    sql(settings.database, "pragma journal_mode = delete")
    sql(settings.database, "pragma ignore_check_constraints = on")
    sql(settings.database, "insert into slugs values ('nb', 'x', 9, 0)")
    assert "refers to one that is not there" in refusal(settings, "create", folder)
    assert list(folder.iterdir()) == []


def test_a_backup_is_compared_with_the_pages_of_its_own_day(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    later = edited_seed(tmp_path, phases=change("2021-10-27", "2026-12-24"))
    load(settings, later)
    file = backups.create(settings, folder).file
    settings = replace(settings, today=lambda: date(2027, 1, 1))
    assert backups.verify(settings, file).pages == len(EVERY_PAGE)
    rewrite(file, day=date(2027, 1, 1))
    assert "is not what it was" in refusal(settings, "verify", file)


def test_a_backup_is_compared_with_the_settings_it_was_made_with(
    settings: Settings, made: Path
) -> None:
    changed = replace(settings, public_url="https://x.example", trusted_hosts=("x.example",))
    assert backups.verify(changed, made).pages == len(EVERY_PAGE)
    fewer = replace(settings, languages=settings.languages[:1])
    assert backups.verify(fewer, made).reason == "the site has other languages now"


def test_pages_of_another_build_are_not_compared(settings: Settings, made: Path) -> None:
    rewrite(made, build="another", release="0.0.9", pages={"/nb/": "another"})
    result = run(settings, "verify", made)
    assert result.exit_code == 0
    assert "whole. Its pages were not compared" in result.output
    assert "another build, of release 0.0.9" in result.output


def truncate(file: Path) -> None:
    """Lose the end of a file."""
    file.write_bytes(file.read_bytes()[:-4096])


def alter(file: Path) -> None:
    """Change a byte of a file."""
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def spoil(file: Path) -> None:
    """Damage a database, and have its manifest believe in it."""
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])
    adopt(file)


def change_a_text(file: Path) -> None:
    """Change what a page says, and have the manifest believe in the file."""
    sql(file, "update words set text = 'x' where subject = 'contact' and language = 'nb'")
    adopt(file)


def come_from_the_future(file: Path) -> None:
    """Have a backup be of a later release."""
    make_later(file)
    adopt(file)


def become_a_link(file: Path) -> None:
    """Have a link in the place of a file."""
    file.symlink_to(file.rename(file.with_name("elsewhere.db")))


def become_a_folder(file: Path) -> None:
    """Have a folder in the place of a file."""
    file.unlink()
    file.mkdir()


def become_text(file: Path) -> None:
    """Have some text in the place of a database."""
    file.write_text("no database")


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (Path.unlink, "There is no file"),
        (become_a_link, "is a link"),
        (become_a_folder, "is no file"),
        (become_text, "is no SQLite database"),
        (truncate, "bytes, and had"),
        (alter, "its digest is another"),
        (spoil, "is damaged"),
        (come_from_the_future, "of a later release"),
        (change_a_text, "The page /nb/ of the backup is not what it was"),
        (lambda file: manifest_path(file).unlink(), "There is no file"),
        (lambda file: manifest_path(file).write_text("{"), "is no manifest of a backup"),
        (lambda file: manifest_path(file).write_text('{"version": 2}'), "is no manifest"),
        (lambda file: manifest_path(file).write_bytes(b"\xff"), "is no manifest of a backup"),
        (lambda file: become_a_link(manifest_path(file)), "is a link"),
        (lambda file: file.with_name(f"{file.name}-wal").touch(), "has been written to"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "restore"])
def test_a_backup_that_is_not_good_is_refused_in_one_line(
    settings: Settings, made: Path, command: str, harm: Callable[[Path], Any], complaint: str
) -> None:
    harm(made)
    before = copying.digest_of(settings.database)
    assert complaint in refusal(settings, command, made)
    assert copying.digest_of(settings.database) == before


def test_a_manifest_is_read_as_it_was_written(made: Path) -> None:
    read = msgspec.json.decode(manifest_path(made).read_bytes(), type=Manifest)
    assert read == manifest_of(made)
    assert read.sha256 == copying.digest_of(made)
