"""Creating the inbox, and refusing those of other releases."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import schema
from battkomp.db import connections
from tests.support.inboxes import inbox_in, put, sql


def test_an_inbox_is_created_once_and_keeps_its_key(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    number, key = put(inbox), queries.secret(inbox)
    schema.prepare(inbox)
    assert queries.secret(inbox) == key
    assert len(key) == 32
    assert queries.message(inbox, number)


def test_several_processes_may_create_an_inbox_at_once(tmp_path: Path) -> None:
    path, keys = tmp_path / "new" / "inbox.db", set()

    def prepare() -> None:
        schema.prepare(path)
        keys.add(queries.secret(path))

    threads = [threading.Thread(target=prepare) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 1


def test_only_the_owner_can_read_the_messages(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    with connections.writing(inbox) as db:
        db.execute("update arrivals set number = 1")
        for end in ("", "-wal", "-shm"):
            file = inbox.with_name(f"{inbox.name}{end}")
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, end


def test_a_message_outlives_a_loss_of_power(tmp_path: Path) -> None:
    """With `synchronous = FULL`, each commit waits until the log is on the disk."""
    with connections.writing(inbox_in(tmp_path)) as db:
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_an_inbox_of_another_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    inbox = inbox_in(tmp_path)
    put(inbox)
    for version in (0, 1, 101):
        sql(inbox, f"pragma user_version = {version}")
        for look in (schema.prepare, schema.check):
            with pytest.raises(schema.OtherInboxError, match="made by another release"):
                look(inbox)
    assert len(queries.messages(inbox)) == 1
