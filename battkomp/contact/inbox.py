"""Questions about messages, and the little that is changed of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from battkomp import emails
from battkomp.contact.messages import Message
from battkomp.db import connections, health

_MESSAGES = """
select language, subject, name, email, text, number, received_at, closed_at, exists (
    select 1 from outbox where message = messages.id and kind = 'message' and sent_at is not null
) as is_mailed
from messages
"""

# A mail is uncertain when the mail server was given it, and is not waited for any longer.
_MAILS = """
select number, kind, case
    when sent_at is not null then 'sent'
    when given_up_at is not null then 'given up'
    when handed_over_at is not null and claimed_until <= :now then 'uncertain'
    else 'waiting' end, attempts, failure
from outbox join messages on messages.id = outbox.message
"""


@dataclass(frozen=True)
class Owed:
    """A mail that has not been sent. Its state is `waiting`, `uncertain` or `given up`."""

    number: str
    kind: str
    state: str
    attempts: int
    failure: str


def as_written(number: str) -> str:
    """Return the number of a message as it is kept, however it has been typed."""
    return number.strip().upper()


def message(path: Path, number: str) -> Message | None:
    """Return the message with this number, or None."""
    with connections.snapshot(path) as db:
        return next(_messages(db, "where number = ?", [as_written(number)]), None)


def message_in(db: Database, key: int) -> Message:
    """Return the message that is kept under this key."""
    return next(_messages(db, "where id = ?", [key]))


def messages(
    path: Path,
    *,
    email: str | None = None,
    subject: str | None = None,
    language: str | None = None,
    is_open: bool | None = None,
    since: int | None = None,
) -> list[Message]:
    """Return messages, the oldest first. What is None is not asked about.

    :param email: the sender's address, in whatever way it is written.
    :param since: seconds since 1970.
    """
    wanted: dict[str, Any] = {
        "subject = ?": subject,
        "language = ?": language,
        "(closed_at is null) = ?": is_open,
        "received_at >= ?": since,
    }
    asked = {clause: value for clause, value in wanted.items() if value is not None}
    where = f"where {' and '.join(asked)}" if asked else ""
    with connections.snapshot(path) as db:
        found = list(_messages(db, f"{where} order by received_at, id", list(asked.values())))
    if email is None:
        return found
    sender = emails.comparable(email)
    return [one for one in found if one.email and emails.comparable(one.email) == sender]


def close(path: Path, number: str, now: int) -> bool:
    """Note that a message has been answered, and needs no more; tell whether there is one."""
    with connections.writing(path) as db:
        found = db.execute(
            "update messages set closed_at = coalesce(closed_at, ?) where number = ?",
            [now, as_written(number)],
        )
        return found.rowcount > 0


def owed(path: Path, now: int) -> list[Owed]:
    """Return the mails that have not been sent, those of the oldest message first."""
    with connections.snapshot(path) as db:
        rest = "where sent_at is null order by received_at, outbox.id"
        return [Owed(*row) for row in db.execute(_MAILS + rest, {"now": now}).fetchall()]


def fate(path: Path, number: str, now: int) -> str | None:
    """Return what has become of the mail of a message to the project, or None if it is not there.

    It is `sent`, `waiting` or `uncertain`.
    """
    with connections.snapshot(path) as db:
        rest = "where number = :number and kind = 'message'"
        row = db.execute(_MAILS + rest, {"number": number, "now": now}).fetchone()
    return None if row is None else str(row[2])


def trouble(path: Path, now: int, patience: int) -> str | None:
    """Say in a word what is wrong with the mails, or return None.

    Looks with a connection of its own, and waits for nobody. A receipt may wait: whether it can be
    delivered is in its addressee's hands.

    :param patience: seconds that a message may wait to be mailed.
    :raises ReadError: if the database cannot be read.
    """
    with health.looking_at(path) as db:
        uncertain, delayed = db.execute(
            """
            select count(*) filter (where handed_over_at is not null and claimed_until <= :now),
                count(*) filter (where handed_over_at is null and kind = 'message'
                    and received_at <= :now - :patience)
            from outbox join messages on messages.id = outbox.message
            where sent_at is null and given_up_at is null
            """,
            {"now": now, "patience": patience},
        ).fetchone()
    return "uncertain" if uncertain else "delayed" if delayed else None


def secret(path: Path) -> bytes:
    """Return what the site signs with."""
    with connections.snapshot(path) as db:
        return bytes(db.execute("select key from secret").fetchone()[0])


def _messages(db: Database, rest: str, values: list[Any]) -> Iterator[Message]:
    rows = db.execute(_MESSAGES + rest, values)
    names = [column[0] for column in rows.description]
    for row in rows.fetchall():
        values_by_name = dict(zip(names, row, strict=True))
        yield Message(**(values_by_name | {"is_mailed": bool(values_by_name["is_mailed"])}))
