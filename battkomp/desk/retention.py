"""Deleting what the desk keeps for a limited time, which the privacy page states."""

from __future__ import annotations

from pathlib import Path

from battkomp.db import connections
from battkomp.desk.sessions import IDLE_TIME, LONGEST_TIME
from battkomp.settings import EVENT_DAYS, JOURNAL_DAYS

_DAY = 24 * 60 * 60  # seconds

# In this order, as rows refer to others. A set goes with all that belongs to it. A user without
# access becomes nameless, as open sets may still refer to them.
_STATEMENTS = (
    "delete from attempts where hour < :now / 3600",
    "delete from sessions where ended_at < :now or seen_at < :idle or created_at < :longest",
    "delete from invitations where (used_at is not null or expires_at < :now)"
    " and secret not in (select invitation from sessions where invitation is not null)",
    "delete from passkeys where revoked_at < :journal"
    " and id not in (select passkey from sessions where passkey is not null)",
    'delete from journal where "set" in (select id from sets where closed_at < :journal)',
    "delete from links where min(expires_at, ifnull(revoked_at, expires_at)) < :journal"
    " and id not in (select link from sessions where link is not null)",
    "delete from events where at < :events",
    "update sessions set preview = null, link = null"
    " where preview in (select id from sets where closed_at < :events)",
    'delete from links where "set" in (select id from sets where closed_at < :events)',
    'delete from proposals where "set" in (select id from sets where closed_at < :events)',
    "delete from sets where closed_at < :events",
    "update users set name = '–', email = id where disabled_at < :events",
)


def delete_expired(path: Path, now: int) -> None:
    """Delete all that has been kept long enough.

    :param now: seconds since 1970.
    :raises StoreError: if the database cannot be written.
    """
    limits = {"now": now, "idle": now - IDLE_TIME, "longest": now - LONGEST_TIME}
    limits |= {"journal": now - JOURNAL_DAYS * _DAY, "events": now - EVENT_DAYS * _DAY}
    with connections.writing(path) as db:
        for statement in _STATEMENTS:
            db.execute(statement, limits)
