"""Messages in backups: copied with the content, and put back only on request."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.contact import inbox, outbox
from battkomp.contact import inbox as queries
from battkomp.db import backups, connections
from battkomp.db.backups import BackupError, inbox_of
from battkomp.operations import backup
from battkomp.settings import Settings
from tests.support.backing_up import copy_of
from tests.support.commands import invoke
from tests.support.inboxes import holds, put, rows, sql
from tests.support.sites import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups."""
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def _have_content(settings: Settings, shipped: Path) -> None:
    """Have a site with content and an empty inbox."""
    copy_of(shipped, settings)


def run(settings: Settings, *arguments: str | Path) -> list[str]:
    """Run `flask backup`, which must succeed; return its lines."""
    result = invoke(settings, "backup", *arguments)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def numbers(settings: Settings) -> set[str]:
    """Return the numbers of the messages in the inbox."""
    return {one.number for one in queries.messages(settings.inbox_file)}


def test_a_backup_holds_the_messages_but_not_the_networks_of_their_senders(
    settings: Settings, folder: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    inbox = inbox_of(file)
    written = "select number, received_at, language, topic, name, email, text from messages"
    for query in (written, "select * from outbox", "select secret from state"):
        assert rows(inbox, query) == rows(settings.inbox_file, query)
    assert rows(inbox, "select number, digest from messages") == [(number, "")]
    assert rows(inbox, "select * from arrivals") == []
    assert not holds(inbox, "192.0.2.0")
    assert not holds(file, "Bjørnstjerne")
    assert inbox.stat().st_mode & 0o777 == 0o600


def test_a_copy_is_made_while_messages_arrive(settings: Settings, tmp_path: Path) -> None:
    done, arrived = threading.Event(), threading.Event()
    kept: list[str] = []

    def send() -> None:
        while not done.is_set():
            text = str(len(kept))
            kept.append(
                put(settings.inbox_file, network=f"n{len(kept) // 10}", text=text, email="")
            )
            arrived.set()

    sender = threading.Thread(target=send)
    sender.start()
    copy = tmp_path / "copy.db"
    try:
        arrived.wait()
        inbox.copy(settings.inbox_file, copy)
    finally:
        done.set()
        sender.join()
    copied = [number for (number,) in rows(copy, "select number from messages order by id")]
    assert copied == kept[: len(copied)]
    assert len(rows(copy, "select * from outbox")) == len(copied) > 0


def test_a_site_without_an_inbox_is_backed_up(settings: Settings, folder: Path) -> None:
    settings.inbox_file.unlink()
    file = backup.create(settings, folder)
    assert not inbox_of(file).exists()
    backup.verify(settings, file)
    with pytest.raises(BackupError, match="without messages"):
        backup.restore(settings, file, with_inbox=True)


def test_a_damaged_inbox_is_not_backed_up(settings: Settings, folder: Path) -> None:
    settings.inbox_file.write_bytes(b"no database" * 1000)
    before = set(folder.iterdir())
    with pytest.raises(BackupError, match="not a database"):
        backup.create(settings, folder)
    assert set(folder.iterdir()) == before


def test_a_restore_leaves_the_messages_alone(settings: Settings, folder: Path) -> None:
    before = put(settings.inbox_file)
    file = backup.create(settings, folder)
    sql(settings.inbox_file, "delete from messages where number = ?", [before])
    after = put(settings.inbox_file, text="en annen")
    assert not any("Messages" in line for line in run(settings, "restore", file))
    assert numbers(settings) == {after}


def test_missing_messages_are_put_back_on_request_and_their_unsent_mails_are_sent(
    settings: Settings, folder: Path
) -> None:
    lost, kept = put(settings.inbox_file), put(settings.inbox_file, text="en annen")
    sql(settings.inbox_file, "update outbox set sent_at = 7 where kind = 'receipt'")
    file = backup.create(settings, folder)
    select = "select * from messages where number = ?"
    in_backup = rows(inbox_of(file), select, [lost])[0][1:]
    sql(settings.inbox_file, "delete from outbox")
    sql(settings.inbox_file, "delete from messages where number = ?", [lost])
    queries.close(settings.inbox_file, kept, NOW)
    later = put(settings.inbox_file, text="en tredje", email="")
    assert "Messages put back: 1" in run(settings, "restore", file, "--inbox")
    assert numbers(settings) == {lost, kept, later}
    assert rows(settings.inbox_file, select, [lost])[0][1:] == in_backup
    unsent = {(mail.number, mail.kind) for mail in outbox.unsent(settings.inbox_file)}
    assert unsent == {(lost, "message"), (later, "message")}
    found = queries.message(settings.inbox_file, kept)
    assert found is not None
    assert found.closed_at == NOW, "a message that is present stays as it is"
    assert "Messages put back: 0" in run(settings, "restore", file, "--inbox")


def test_a_damaged_inbox_does_not_keep_content_from_being_restored(
    settings: Settings, folder: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    settings.inbox_file.write_bytes(b"no database" * 1000)
    restored = backup.restore(settings, file)
    assert restored.kept is not None
    assert not inbox_of(restored.kept).exists()
    assert settings.inbox_file.read_bytes().startswith(b"no database")
    restored = backup.restore(settings, file, with_inbox=True)
    assert restored.damaged[0].read_bytes().startswith(b"no database")
    assert numbers(settings) == {number}
    assert settings.inbox_file.stat().st_mode & 0o777 == 0o600


def test_a_new_host_gets_an_inbox_and_the_messages_on_request(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    for with_inbox, expected in ((False, set()), (True, {number})):
        place = Settings(database=tmp_path / f"new-{with_inbox}" / "site.db")
        backup.restore(place, file, with_inbox=with_inbox)
        assert numbers(place) == expected


def test_a_locked_inbox_is_left_as_it_was(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings.inbox_file)
    file = backup.create(settings, folder)
    sql(settings.inbox_file, "delete from messages")
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(settings.inbox_file)) as other:
        other.execute("begin immediate")
        with pytest.raises(BackupError, match="cannot be put back: database is locked"):
            inbox.put_back(inbox_of(file), settings.inbox_file)
    assert numbers(settings) == set()


def test_the_messages_of_a_removed_backup_are_removed(settings: Settings, folder: Path) -> None:
    first = backup.create(settings, folder)
    run(settings, "create", folder, "--keep", "1")
    assert not first.exists()
    assert not inbox_of(first).exists()
    (left,) = backups.backups_in(folder)
    assert sorted(folder.iterdir()) == [left, inbox_of(left)]
