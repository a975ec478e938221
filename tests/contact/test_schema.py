"""Creating the inbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from battkomp.contact import inbox as queries
from battkomp.contact import schema
from battkomp.db import connections
from tests.support.inboxes import rows


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
