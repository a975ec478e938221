"""Deleting messages: after their retention period, or when their sender asks for it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from battkomp import addresses
from battkomp.contact.receiving import REPEAT_WINDOW
from battkomp.db import connections

_HOUR = 60 * 60  # seconds
_DAY = 24 * _HOUR
_LONGEST = 2 * 365 * _DAY  # the privacy page promises two years
# Records that the files hold deleted rows, also for another process after a crash.
_REQUIRE_VACUUM = "update state set unvacuumed = unvacuumed + 1"


def delete_expired(path: Path, days: int, now: int) -> int:
    """Delete what is stored for a limited time; return the number of messages deleted.

    Messages are deleted a number of days after they were closed, or two years after they were
    received; digests a day after that, and counts of messages per network when their hour is over.

    :param now: seconds since 1970.
    :raises StoreError: if the database cannot be written.
    """
    with connections.writing(path) as db:
        db.execute("delete from arrivals where hour < ?", [now // _HOUR])
        # With the text at hand, the network could be found out from the digest.
        db.execute(
            "update messages set digest = '' where digest <> '' and received_at <= ?",
            [now - REPEAT_WINDOW],
        )
        expired = db.execute(
            "delete from messages where closed_at <= ? or received_at <= ?",
            [now - days * _DAY, now - _LONGEST],
        )
        deleted = int(expired.rowcount)
        if deleted:
            db.execute(_REQUIRE_VACUUM)
    _vacuum(path)
    return deleted


def erase(path: Path, email: str) -> int:
    """Delete all messages of the sender with an email address, with their mails.

    :returns: the number of messages deleted.
    :raises StoreError: if the files still hold the deleted rows; erase again then.
    """
    sender = addresses.comparable(email)
    with connections.writing(path) as db:
        rows = db.execute("select id, email from messages where email <> ''").fetchall()
        erased = [key for key, found in rows if addresses.comparable(found) == sender]
        for key in erased:
            db.execute("delete from messages where id = ?", [key])
        db.execute(_REQUIRE_VACUUM)
    if not _vacuum(path):
        raise sqlite3.OperationalError(
            "the inbox is being read, and its file still holds what was deleted: erase again"
        )
    return len(erased)


def _vacuum(path: Path) -> bool:
    """Rewrite the files without deleted rows; return False if a reader prevents it.

    Without this, SQLite leaves deleted rows in the file, and earlier versions of them in its log.
    """
    timeout = connections.BUSY_TIMEOUT
    with closing(sqlite3.connect(path, timeout=timeout, isolation_level=None)) as connection:
        (deletions,) = connection.execute("select unvacuumed from state").fetchone()
        if not deletions:
            return True
        connection.execute("vacuum")
        (is_busy, _, _) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if not is_busy:  # further deletions in the meantime need another vacuum
            connection.execute("update state set unvacuumed = 0 where unvacuumed = ?", [deletions])
    return not is_busy
