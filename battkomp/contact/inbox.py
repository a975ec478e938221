"""The inbox: finding messages, and closing them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from battkomp import emails
from battkomp.contact.messages import Message
from battkomp.db import connections

_MESSAGES = """
select language, topic, name, email, text, number, received_at, closed_at, exists (
    select 1 from outbox where message = messages.id and kind = 'message' and sent_at is not null
) as is_mailed
from messages
"""


def stored_number(number: str) -> str:
    """Return a message number as it is stored, for one typed with small letters or spaces."""
    return number.strip().upper()


def message(path: Path, number: str) -> Message | None:
    """Return the message with a number, or None."""
    with connections.snapshot(path) as db:
        return next(_messages(db, "where number = ?", [stored_number(number)]), None)


def message_by_id(db: Database, key: int) -> Message:
    """Return the message with a primary key."""
    return next(_messages(db, "where id = ?", [key]))


def messages(
    path: Path,
    *,
    email: str | None = None,
    topic: str | None = None,
    language: str | None = None,
    is_open: bool | None = None,
    since: int | None = None,
) -> list[Message]:
    """Return the messages that match all filters, the oldest first.

    :param email: the sender's address, in any form that `emails.comparable` treats as the same.
    :param since: seconds since 1970.
    """
    filters = {
        "topic = ?": topic,
        "language = ?": language,
        "(closed_at is null) = ?": is_open,
        "received_at >= ?": since,
    }
    active = {clause: value for clause, value in filters.items() if value is not None}
    where = f"where {' and '.join(active)}" if active else ""
    with connections.snapshot(path) as db:
        found = list(_messages(db, f"{where} order by received_at, id", list(active.values())))
    if email is None:
        return found
    sender = emails.comparable(email)
    return [one for one in found if one.email and emails.comparable(one.email) == sender]


def close(path: Path, number: str, now: int) -> bool:
    """Mark a message as answered, which starts its retention period.

    :returns: whether there is such a message. A closed message keeps its first closing time.
    """
    with connections.writing(path) as db:
        closed = db.execute(
            "update messages set closed_at = coalesce(closed_at, ?) where number = ?",
            [now, stored_number(number)],
        )
        return closed.rowcount > 0


def secret(path: Path) -> bytes:
    """Return the key that the site signs with."""
    with connections.snapshot(path) as db:
        return bytes(db.execute("select secret from state").fetchone()[0])


def _messages(db: Database, rest: str, values: list[Any]) -> Iterator[Message]:
    for row in db.query(_MESSAGES + rest, values):
        yield Message(**row | {"is_mailed": bool(row["is_mailed"])})
