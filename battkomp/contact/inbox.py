"""The messages in the inbox: reading, closing, erasing, and putting back from a backup."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp.contact import schema
from battkomp.db import backups, connections
from battkomp.db.backups import BackupError

# By the name that is stored, in the order of the form.
TOPICS: dict[str, LazyString] = {
    "question": lazy_gettext("A question"),
    "correction": lazy_gettext("An error on the website"),
    "accessibility": lazy_gettext("An accessibility problem"),
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
    :raises OtherReleaseError: if it was made by another release.
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
        with connections.snapshot(file, alone=True) as copied, connections.writing(inbox) as live:
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
    key = live.table("messages").insert(message | {"id": None}).last_pk
    live.table("outbox").insert_all(mail | {"id": None, "message": key} for mail in mails)
    return 1
