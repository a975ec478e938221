"""The log of what happened at the desk: sign-ins, refusals, publications, and changes of users.

It has no texts and no secrets (ASVS 5.0, 16.2.5). Rows are never changed; see `tables.sql`.
"""

import logging
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from battkomp.desk.users import User
from battkomp.http.logs import network_of_request
from battkomp.web.context import settings

_log = logging.getLogger(__name__)


def note(db: Database, kind: str, user: User | None, about: str = "", detail: str = "") -> None:
    """Add an event, in the present transaction, and to the log of the process.

    :param kind: its name, such as `signed-in`, `refused` or `published`.
    :param about: the id of a set, user or link.
    :param detail: further words for operators, without anything that a visitor typed.
    """
    row: dict[str, Any] = {"at": settings().now(), "user": user.id if user else None}
    row |= {"network": network_of_request(), "kind": kind, "about": about, "detail": detail}
    db.table("events").insert(row)
    _log.info("%s %s %s", kind, about, detail)


def every(db: Database) -> Iterable[dict[str, Any]]:
    """Return all events with the email address of their user, the oldest first."""
    query = "select events.*, email from events left join users on user = users.id"
    return db.query(f"{query} order by events.id")


def about(db: Database, key: str) -> list[dict[str, Any]]:
    """Return the events about a set, the latest first."""
    return list(db.table("events").rows_where("about = ?", [key], order_by="id desc"))


def refusals(db: Database, about: str, seconds: int) -> list[dict[str, Any]]:
    """Return the refusals of a ceremony or view in the last seconds."""
    where = "kind = 'refused' and about = ? and at > ?"
    return list(db.table("events").rows_where(where, [about, settings().now() - seconds]))
