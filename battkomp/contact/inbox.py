"""The inbox: messages from visitors, finding them, and closing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp.db import connections

# By the name that is stored, in the order of the form.
TOPICS: dict[str, LazyString] = {
    "question": lazy_gettext("A question"),
    "correction": lazy_gettext("Something on the site that is wrong"),
    "accessibility": lazy_gettext("Something on the site that is hard to use"),
    "press": lazy_gettext("A press enquiry"),
}

LONGEST_NAME = 200  # characters
LONGEST_TEXT = 10_000  # characters

_MESSAGES = """
select language, topic, name, email, text, number, received_at, closed_at, exists (
    select 1 from outbox where message = messages.id and kind = 'message' and sent_at is not null
) as is_mailed
from messages
"""


@dataclass(frozen=True)
class Draft:
    """A message as its sender wrote it. Name and email address are empty if not given."""

    language: str
    topic: str
    name: str
    email: str
    text: str


@dataclass(frozen=True)
class Message(Draft):
    """A received message. Times are in seconds since 1970.

    `is_mailed` tells whether the mail server has accepted the message.
    """

    number: str
    received_at: int
    closed_at: int | None
    is_mailed: bool


def stored_number(number: str) -> str:
    """Return a message number as it is stored, for one typed with small letters or spaces."""
    return number.strip().upper()


def message(path: Path, number: str) -> Message | None:
    """Return the message with a number, or None."""
    with connections.snapshot(path) as db:
        return next(_messages(db, "where number = ?", stored_number(number)), None)


def message_by_id(db: Database, key: int) -> Message:
    """Return the message with a primary key."""
    return next(_messages(db, "where id = ?", key))


def messages(path: Path) -> list[Message]:
    """Return all messages, the oldest first."""
    with connections.snapshot(path) as db:
        return list(_messages(db, "order by received_at, id"))


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


def _messages(db: Database, rest: str, *values: Any) -> Iterator[Message]:
    for row in db.query(_MESSAGES + rest, values):
        yield Message(**row | {"is_mailed": bool(row["is_mailed"])})
