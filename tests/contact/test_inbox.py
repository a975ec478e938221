"""The inbox: made, checked, copied to backups and restored; and messages that are closed."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from battkomp.contact import inbox as queries
from battkomp.contact import outbox, schema
from battkomp.db import connections
from battkomp.db.backups import BackupError, inbox_of
from battkomp.operations import backup
from battkomp.settings import Settings
from tests.support.commands import error_of, output_of
from tests.support.inboxes import DAY, HOUR, Clock, holds, mailing, put, rows, sql
from tests.support.sites import NOW, load, site

NO_DATABASE = b"no database" * 1000


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder for backups of a site with content and an empty inbox."""
    load(settings)
    return tmp_path / "backups"


def numbers(settings: Settings) -> set[str]:
    """Return the numbers of the messages in the inbox."""
    return {one.number for one in queries.messages(settings.inbox_file)}


def test_several_processes_may_create_an_inbox_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "inbox.db"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(schema.prepare, [path] * 8))
    assert len(queries.secret(path)) == 32
    assert len(rows(path, "select * from state")) == 1


def test_a_message_outlives_a_loss_of_power_and_only_the_owner_can_read_it(inbox: Path) -> None:
    with connections.writing(inbox) as db:
        # Each commit waits until the log is on the disk.
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        db.execute("update arrivals set number = 1")
        files = [inbox.with_name(f"{inbox.name}{end}") for end in ("", "-wal", "-shm")]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def check(app: Flask, name: str) -> str:
    """Return the result of a check, which must agree with the status."""
    answer = app.test_client().get("/readyz")
    result = str(answer.json["checks"][name]) if answer.json else ""
    assert answer.status_code == (200 if result == "ok" else 503)
    return result


def test_an_inbox_that_cannot_be_used_makes_the_site_not_ready(settings: Settings) -> None:
    app = site(settings)
    path = settings.inbox_file
    assert check(app, "inbox") == "ok"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        assert check(app, "inbox") == "locked"
    sql(path, "pragma user_version = 0")
    assert check(app, "inbox") == "outdated"
    path.write_bytes(b"no database" * 1000)
    assert check(app, "inbox") == "unreadable"
    path.unlink()
    assert check(app, "inbox") == "missing"
    assert not path.exists()


def test_a_message_that_is_not_mailed_within_an_hour_makes_the_site_not_ready(
    settings: Settings,
) -> None:
    clock = Clock()
    app = site(replace(mailing(settings, 25), now=clock))
    put(settings.inbox_file)
    clock.turn(HOUR - 1)
    assert check(app, "mail") == "ok"
    clock.turn(1)
    assert check(app, "mail") == "delayed"
    sql(settings.inbox_file, "update outbox set sent_at = 1 where kind = 'message'")
    assert check(app, "mail") == "ok", "receipts do not count"


def test_a_closed_message_keeps_its_closing_time(inbox: Path) -> None:
    number = put(inbox)
    assert queries.close(inbox, f" {number.lower()}\n", NOW + 2 * DAY)
    assert queries.close(inbox, number, NOW + 3 * DAY)
    assert not queries.close(inbox, "2222-2222", NOW)
    (closed,) = queries.messages(inbox)
    assert closed.closed_at == NOW + 2 * DAY


def test_a_backup_holds_the_messages_but_not_the_networks_of_their_senders(
    settings: Settings, folder: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    copy = inbox_of(file)
    written = "select number, received_at, language, topic, name, email, text from messages"
    for query in (written, "select * from outbox", "select secret from state"):
        assert rows(copy, query) == rows(settings.inbox_file, query)
    assert rows(copy, "select number, digest from messages") == [(number, "")]
    assert rows(copy, "select * from arrivals") == []
    assert not holds(copy, "192.0.2.0")
    assert not holds(file, "Bjørnstjerne")


def test_a_site_without_an_inbox_is_backed_up(settings: Settings, folder: Path) -> None:
    settings.inbox_file.unlink()
    file = backup.create(settings, folder)
    assert not inbox_of(file).exists()
    backup.verify(settings, file)
    assert "without messages" in error_of(settings, "backup", "restore", file, "--inbox")


def test_missing_messages_are_put_back_on_request_and_their_unsent_mails_are_sent(
    settings: Settings, folder: Path
) -> None:
    inbox = settings.inbox_file
    lost, kept = put(inbox), put(inbox, text="en annen")
    sql(inbox, "update outbox set sent_at = 7 where kind = 'receipt'")
    file = backup.create(settings, folder)
    in_backup = queries.message(inbox, lost)
    sql(inbox, "delete from outbox")
    sql(inbox, "delete from messages where number = ?", [lost])
    queries.close(inbox, kept, NOW)
    later = put(inbox, text="en tredje", email="")
    assert "Messages" not in output_of(settings, "backup", "restore", file)
    assert numbers(settings) == {kept, later}
    for count in (1, 0):
        said = output_of(settings, "backup", "restore", file, "--inbox")
        assert f"Messages put back: {count}\n" in said
    assert numbers(settings) == {lost, kept, later}
    assert queries.message(inbox, lost) == in_backup
    unsent = {(mail.number, mail.kind) for mail in outbox.unsent(inbox)}
    assert unsent == {(lost, "message"), (later, "message")}
    found = queries.message(inbox, kept)
    assert found is not None
    assert found.closed_at == NOW, "a message that is present stays as it is"


def test_a_damaged_inbox_does_not_keep_content_from_being_restored(
    settings: Settings, folder: Path
) -> None:
    number = put(settings.inbox_file)
    file = backup.create(settings, folder)
    settings.inbox_file.write_bytes(NO_DATABASE)
    restored = backup.restore(settings, file)
    assert restored.kept is not None
    assert not inbox_of(restored.kept).exists()
    assert settings.inbox_file.read_bytes() == NO_DATABASE
    restored = backup.restore(settings, file, with_inbox=True)
    assert restored.damaged[0].read_bytes() == NO_DATABASE
    assert numbers(settings) == {number}
    assert settings.inbox_file.stat().st_mode & 0o777 == 0o600


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
            queries.put_back(inbox_of(file), settings.inbox_file)
    assert numbers(settings) == set()
