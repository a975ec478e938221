"""Messages in backups: copied with the content, and put back only if somebody asks for it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.contact import inbox as queries
from battkomp.contact import outbox
from battkomp.db import backup_folder, connections
from battkomp.db.backup_folder import BackupError, inbox_path, manifest_of, manifest_path
from battkomp.operations import backup
from battkomp.settings import Settings
from tests.support.backing_up import copy_of
from tests.support.inboxes import holds, put, rows, sql
from tests.support.pages import EVERY_PAGE
from tests.support.sites import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for backups."""
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def _have_content(settings: Settings, shipped: Path) -> None:
    """Have a site with content, and an empty inbox."""
    copy_of(shipped, settings)


def run(settings: Settings, *arguments: object) -> list[str]:
    """Run `flask backup`, which must end well; return the lines it says."""
    command = ["backup", *map(str, arguments)]
    result = create_app(settings).test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def numbers(settings: Settings) -> set[str]:
    """Return the numbers of the messages in the inbox."""
    return {one.number for one in queries.messages(settings.inbox_file)}


def test_the_messages_are_in_the_backup_as_they_are_in_the_inbox(
    settings: Settings, folder: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder).file
    manifest = manifest_of(file)
    assert manifest.inbox is not None
    assert manifest.inbox.size == inbox_path(file).stat().st_size
    written = "select number, received_at, language, topic, name, email, text from messages"
    for query in (written, "select * from outbox", "select secret from state"):
        assert rows(inbox_path(file), query) == rows(settings.inbox_file, query)
    assert rows(inbox_path(file), "select number from messages") == [(number,)]
    assert rows(inbox_path(file), "select * from arrivals") == []
    assert rows(inbox_path(file), "select digest from messages") == [("",)]
    assert not holds(file, "Bjørnstjerne")


def test_a_backup_is_made_while_messages_come(settings: Settings, folder: Path) -> None:
    done = threading.Event()
    kept: list[str] = []

    def send() -> None:
        while not done.is_set():
            text = str(len(kept))
            kept.append(
                put(settings.inbox_file, network=f"n{len(kept) // 10}", text=text, email="")
            )

    sender = threading.Thread(target=send)
    sender.start()
    try:
        file = backup.create(settings, folder).file
    finally:
        done.set()
        sender.join()
    copied = [
        number for (number,) in rows(inbox_path(file), "select number from messages order by id")
    ]
    assert copied == kept[: len(copied)]
    assert len(rows(inbox_path(file), "select * from outbox")) == len(copied)
    assert rows(inbox_path(file), "pragma integrity_check") == [("ok",)]


def test_a_site_without_an_inbox_is_backed_up_all_the_same(
    settings: Settings, folder: Path
) -> None:
    connections.forget_reader()
    settings.inbox_file.unlink()
    file = backup.create(settings, folder).file
    assert manifest_of(file).inbox is None
    assert not inbox_path(file).exists()
    assert backup.verify(settings, file).pages == len(EVERY_PAGE)
    with pytest.raises(BackupError, match="without messages"):
        backup.restore(settings, file, with_inbox=True)


def test_an_inbox_that_is_damaged_is_not_backed_up_as_if_it_were_whole(
    settings: Settings, folder: Path
) -> None:
    settings.inbox_file.write_bytes(b"no database" * 1000)
    before = set(folder.iterdir())
    with pytest.raises(BackupError, match="inbox cannot be copied"):
        backup.create(settings, folder)
    assert set(folder.iterdir()) == before


def spoil(inbox: Path) -> None:
    """Change a byte of a file."""
    data = bytearray(inbox.read_bytes())
    data[-1] ^= 1
    inbox.write_bytes(data)


def become_a_link(inbox: Path) -> None:
    """Have a link in the place of a file."""
    inbox.symlink_to(inbox.rename(inbox.with_name("elsewhere.db")))


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (Path.unlink, "There is no file"),
        (spoil, "its digest is another"),
        (become_a_link, "is a link"),
        (lambda inbox: inbox.with_name(f"{inbox.name}-wal").touch(), "has been written to"),
    ],
)
def test_a_backup_whose_messages_are_not_good_is_refused(
    settings: Settings, folder: Path, harm: Callable[[Path], None], complaint: str
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder).file
    harm(inbox_path(file))
    for refuse in (backup.verify, backup.restore):
        with pytest.raises(BackupError, match=complaint):
            refuse(settings, file)
    assert numbers(settings) == {number}


def test_a_backup_of_the_release_before_messages_is_as_good_as_ever(
    settings: Settings, folder: Path
) -> None:
    file = backup.create(settings, folder).file
    inbox_path(file).unlink()
    said = manifest_path(file).read_text("utf-8")
    start, end = said.index('  "inbox"'), said.index('  "revision"')
    manifest_path(file).write_text(said[:start] + said[end:], "utf-8")
    assert manifest_of(file).inbox is None
    assert backup.verify(settings, file).pages == len(EVERY_PAGE)


def test_a_restore_leaves_the_messages_alone(settings: Settings, folder: Path) -> None:
    before = put(settings.inbox_file)
    (line,) = run(settings, "create", folder)
    file = line.partition(": ")[0]
    sql(settings.inbox_file, "delete from messages where number = ?", [before])
    after = put(settings.inbox_file, text="en annen")
    said = run(settings, "restore", file)
    assert not any("Messages" in line for line in said)
    assert numbers(settings) == {after}


def test_messages_that_are_there_no_more_are_put_back_and_none_is_lost(
    settings: Settings, folder: Path
) -> None:
    lost, kept = put(settings.inbox_file), put(settings.inbox_file, text="en annen")
    sql(settings.inbox_file, "update outbox set sent_at = 7 where kind = 'receipt'")
    file = backup.create(settings, folder).file
    in_backup = rows(inbox_path(file), "select * from messages where number = ?", [lost])[0][1:]
    sql(settings.inbox_file, "delete from outbox where message = 1")
    sql(settings.inbox_file, "delete from messages where number = ?", [lost])
    queries.close(settings.inbox_file, kept, NOW)
    later = put(settings.inbox_file, text="en tredje", email="")
    said = run(settings, "restore", file, "--inbox")
    assert "Messages that were put back: 1" in said
    assert numbers(settings) == {lost, kept, later}
    put_back = rows(settings.inbox_file, "select * from messages where number = ?", [lost])[0][1:]
    assert put_back == in_backup
    found = queries.message(settings.inbox_file, kept)
    assert found is not None
    assert found.closed_at == NOW, "what is there stays as it is"
    assert "Messages that were put back: 0" in run(settings, "restore", file, "--inbox")


def test_unsent_mails_of_a_backup_are_sent(settings: Settings, folder: Path) -> None:
    number = put(settings.inbox_file)
    sql(settings.inbox_file, "update outbox set sent_at = 7 where kind = 'receipt'")
    file = backup.create(settings, folder).file
    sql(settings.inbox_file, "delete from outbox")
    sql(settings.inbox_file, "delete from messages")
    backup.restore(settings, file, with_inbox=True)
    (mail,) = outbox.unsent(settings.inbox_file)
    assert (mail.number, mail.kind, mail.state) == (number, "message", "waiting")


@pytest.mark.parametrize("with_inbox", [False, True])
def test_a_damaged_inbox_keeps_no_content_from_being_restored(
    settings: Settings, folder: Path, with_inbox: bool
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder).file
    connections.forget_reader()
    settings.inbox_file.write_bytes(b"no database" * 1000)
    restored = backup.restore(settings, file, with_inbox=with_inbox)
    assert restored.kept is not None
    assert manifest_of(restored.kept.file).inbox is None
    if with_inbox:
        assert restored.damaged[0].read_bytes().startswith(b"no database")
        assert numbers(settings) == {number}
        assert settings.inbox_file.stat().st_mode & 0o777 == 0o600
    else:
        assert restored.damaged == []
        assert settings.inbox_file.read_bytes().startswith(b"no database")


def test_an_empty_host_gets_an_inbox_and_the_messages_if_asked(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder).file
    for with_inbox, expected in ((False, set()), (True, {number})):
        place = Settings(database=tmp_path / f"new-{with_inbox}" / "site.db")
        backup.restore(place, file, with_inbox=with_inbox)
        assert numbers(place) == expected


def test_messages_that_cannot_be_put_back_leave_the_inbox_as_it_was(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings.inbox_file)
    file = backup.create(settings, folder).file
    sql(settings.inbox_file, "delete from messages")
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(settings.inbox_file)) as other:
        other.execute("begin immediate")
        with pytest.raises(BackupError, match="cannot be put back: database is locked"):
            backup.restore(settings, file, with_inbox=True)
    assert numbers(settings) == set()


def test_the_messages_of_a_backup_go_with_it(settings: Settings, folder: Path) -> None:
    first = backup.create(settings, folder).file
    run(settings, "create", folder, "--keep", 1)
    assert not any(one.exists() for one in (first, inbox_path(first), manifest_path(first)))
    (left,) = backup_folder.backups_in(folder)
    assert inbox_path(left).exists()
    assert len(list(folder.iterdir())) == 3
