"""Creating the inbox, and refusing those of other releases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import schema
from battkomp.db import connections
from tests.support.inboxes import put, rows, sql


def test_an_inbox_is_created_once_and_keeps_its_key(inbox: Path) -> None:
    number, key = put(inbox), queries.secret(inbox)
    schema.prepare(inbox)
    assert queries.secret(inbox) == key
    assert queries.message(inbox, number)


def test_several_processes_may_create_an_inbox_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "inbox.db"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(schema.prepare, [path] * 8))
    assert len(queries.secret(path)) == 32
    assert len(rows(path, "select * from state")) == 1


def test_only_the_owner_can_read_the_messages(inbox: Path) -> None:
    with connections.writing(inbox) as db:
        db.execute("update arrivals set number = 1")
        for end in ("", "-wal", "-shm"):
            file = inbox.with_name(f"{inbox.name}{end}")
            assert file.stat().st_mode & 0o777 == 0o600, end


def test_a_message_outlives_a_loss_of_power(inbox: Path) -> None:
    """With `synchronous = FULL`, each commit waits until the log is on the disk."""
    with connections.writing(inbox) as db:
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_an_inbox_of_another_release_is_refused_and_left_alone(inbox: Path) -> None:
    put(inbox)
    for version in (0, 1, 101):
        sql(inbox, f"pragma user_version = {version}")
        for look in (schema.prepare, schema.check):
            with pytest.raises(connections.OtherReleaseError, match="made by another release"):
                look(inbox)
    assert len(queries.messages(inbox)) == 1
