"""Messages that are kept no longer: because their time is over, or because their sender says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from battkomp import emails
from battkomp.contact.receiving import SENT_AGAIN
from battkomp.db import connections

_HOUR = 60 * 60  # seconds
_DAY = 24 * _HOUR


def forget_what_is_old(path: Path, days: int, now: int) -> int:
    """Delete messages that were closed so many days ago, and the count of who sent; say how many.

    :param now: seconds since 1970.
    """
    with connections.writing(path) as db:
        db.execute("delete from arrivals where hour < ?", [now // _HOUR])
        # With the text at hand, a digest would tell the network that it came from.
        db.execute(
            "update messages set digest = '' where digest <> '' and received_at <= ?",
            [now - SENT_AGAIN],
        )
        old = db.execute("delete from messages where closed_at <= ?", [now - days * _DAY])
        forgotten = old.rowcount
        if forgotten:
            _leave_a_task(db)
    _leave_no_trace(path)
    return forgotten


def erase(path: Path, email: str) -> dict[str, int]:
    """Delete all that is kept of the sender with this e-mail address.

    :returns: how many rows were deleted of each table.
    :raises StoreError: if what was deleted can still be read in the file; erase it again then.
    """
    wanted = emails.comparable(email)
    erased = {"messages": 0, "outbox": 0}
    with connections.writing(path) as db:
        senders = db.execute("select id, email from messages where email <> ''").fetchall()
        for message in [key for key, sender in senders if emails.comparable(sender) == wanted]:
            mails = db.execute("delete from outbox where message = ?", [message])
            erased["outbox"] += mails.rowcount
            db.execute("delete from messages where id = ?", [message])
            erased["messages"] += 1
        _leave_a_task(db)
    if not _leave_no_trace(path):
        raise sqlite3.OperationalError(
            "the inbox is being read, and its file still holds what was deleted: erase again"
        )
    return erased


def _leave_a_task(db: Database) -> None:
    """Note that the files hold what has been deleted, for whoever comes after a crash."""
    db.execute("pragma user_version = 1")


def _leave_no_trace(path: Path) -> bool:
    """Write the files anew without what has been deleted from the tables; tell whether it is gone.

    SQLite leaves in place what was deleted, and in its log what was written.
    """
    with closing(sqlite3.connect(path, timeout=connections.BUSY_TIMEOUT)) as connection:
        if connection.execute("pragma user_version").fetchone() == (0,):
            return True
        connection.execute("vacuum")
        (is_busy, _, _) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if not is_busy:
            connection.execute("pragma user_version = 0")
    return not is_busy
