"""Copies of the inbox for backups, and messages put back from one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from battkomp.contact import schema
from battkomp.db import connections, copying, health
from battkomp.db.backup_folder import BackupError


def copy(inbox: Path, part: Path) -> None:
    """Copy the inbox into a new file that only its owner can read, and try the copy.

    Others may read and write meanwhile. The copy is of one moment.

    :raises BackupError: if it cannot be written, or is not good.
    """
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with connections.snapshot(inbox) as db:
            copying.copy(db, part)
        _leave_out_networks(part)
    except (connections.StoreError, OSError) as error:
        raise BackupError(f"The inbox cannot be copied: {error}") from error
    check(part)


def _leave_out_networks(part: Path) -> None:
    """Take out of a copy what is kept for hours only, as the copy is kept for longer."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("delete from arrivals")
        connection.execute("update messages set digest = ''")
        connection.commit()
        connection.execute("vacuum")


def check(file: Path) -> None:
    """Read all of a copy, and see whether it is a whole inbox.

    :raises BackupError: if it is not.
    """
    copying.refuse_written_to(file)
    try:
        with health.looking_at(file, alone=True) as db:
            fault = health.fault_of(db)
            db.execute("select number from messages limit 1").fetchone()
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault is not None:
        raise BackupError(f"{file} is damaged: {fault}")


def put_back(file: Path, inbox: Path) -> tuple[int, list[Path]]:
    """Put the messages of a copy into the inbox that are not there, while the site runs.

    Messages that are there stay as they are. Mails that had not been sent when the backup was made
    are sent, perhaps for the second time. An inbox that is damaged is renamed, and one that is
    missing is created.

    :returns: how many messages were put back, and the new names of what was damaged.
    :raises BackupError: if they cannot be; then the inbox is as it was.
    """
    damaged: list[Path] = []
    try:
        if inbox.exists() and not copying.is_readable(inbox):
            damaged = copying.set_aside(inbox)
        schema.prepare(inbox)
        with health.looking_at(file, alone=True) as copied, connections.writing(inbox) as live:
            number = sum(_put_back(message, copied, live) for message in _messages(copied))
    except (connections.StoreError, OSError) as error:
        raise BackupError(f"The messages cannot be put back: {error}") from error
    return number, damaged


def _messages(copied: Database) -> list[dict[str, Any]]:
    return list(copied.query("select * from messages order by id"))


def _put_back(message: dict[str, Any], copied: Database, live: Database) -> int:
    """Put a message back with its mails, if it is not there; return how many that are."""
    known = live.execute("select 1 from messages where number = ?", [message["number"]]).fetchone()
    if known:
        return 0
    mails = copied.query("select * from outbox where message = ? order by id", [message["id"]])
    key = _insert(live, "messages", message | {"id": None})
    for mail in mails:
        _insert(live, "outbox", mail | {"id": None, "message": key})
    return 1


def _insert(db: Database, table: str, row: dict[str, Any]) -> int:
    # The table is there: the inbox was prepared. Otherwise this would make one.
    return cast("int", db.table(table).insert(row).last_pk)
