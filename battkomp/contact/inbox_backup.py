"""Copies of the inbox for backups, and messages put back from one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from battkomp.contact import schema
from battkomp.db import backups, connections, health
from battkomp.db.backups import BackupError


def copy(inbox: Path, target: Path) -> None:
    """Copy the inbox to a new file that only its owner can read, and check the copy.

    The copy lacks the data that the inbox keeps for hours only, since backups are kept longer.

    :raises BackupError: if the copy is damaged.
    :raises OSError, sqlite3.Error: if it cannot be made.
    """
    backups.copy(inbox, target)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("delete from arrivals")
        connection.execute("update messages set digest = ''")
        connection.commit()
        connection.execute("vacuum")
    check(target)


def check(file: Path) -> None:
    """Check that a file is an intact copy of an inbox of this release.

    :raises BackupError: if it is damaged or not an inbox.
    :raises OtherInboxError: if it was made by another release.
    """
    backups.check(file, "messages")
    schema.check(file)


def put_back(file: Path, inbox: Path) -> tuple[int, list[Path]]:
    """Put the messages of a copy that are missing into the inbox, while the site runs.

    Mails that had not been sent when the copy was made are sent, perhaps for the second time. A
    damaged inbox is renamed, and a missing one is created.

    :returns: the number of messages put back, and the new paths of a damaged inbox.
    :raises BackupError: if it fails; the inbox is unchanged then.
    """
    try:
        damaged = [] if backups.is_intact(inbox) else backups.set_aside(inbox)
        schema.prepare(inbox)
        with health.looking_at(file, alone=True) as copied, connections.writing(inbox) as live:
            messages = list(copied.query("select * from messages order by id"))
            return sum(_put_back(message, copied, live) for message in messages), damaged
    except (connections.StoreError, OSError) as error:
        raise BackupError(f"The messages cannot be put back: {error}") from error


def _put_back(message: dict[str, Any], copied: Database, live: Database) -> int:
    """Put a message and its mails back, if it is missing; return the number put back."""
    known = live.execute("select 1 from messages where number = ?", [message["number"]]).fetchone()
    if known:
        return 0
    mails = copied.query("select * from outbox where message = ? order by id", [message["id"]])
    key = _insert(live, "messages", message | {"id": None})
    for mail in mails:
        _insert(live, "outbox", mail | {"id": None, "message": key})
    return 1


def _insert(db: Database, table: str, row: dict[str, Any]) -> int:
    return cast("int", db.table(table).insert(row).last_pk)
