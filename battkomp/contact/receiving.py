"""Messages into the database: each once, and no more than one sender may send."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import astuple
from pathlib import Path

from sqlite_utils import Database

from battkomp import emails
from battkomp.contact.messages import Draft
from battkomp.db import connections

SENT_AGAIN = 24 * 60 * 60  # seconds within which the same message is the same sending
FROM_ONE_NETWORK = 10  # messages an hour
FROM_ALL = 300  # messages an hour
RECEIPTS_A_DAY = 20  # to one address, which may be that of somebody who has written nothing
_HOUR = 60 * 60  # seconds

# No vowels, so that no word comes of them, and none of those that look like a digit.
_LETTERS = "23456789CDFHJKMNPQRTVWX"


class TooManyError(Exception):
    """So many messages have come in this hour that no more are taken.

    :param wait: seconds until some are again.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(f"no more messages for {wait} seconds")
        self.wait = wait


def receive(path: Path, draft: Draft, network: str, now: int) -> str:
    """Keep a message, and return its number. It is safe on disk when this returns.

    A message that was sent already, by whoever pressed twice, is not kept twice.

    :param path: the database of messages.
    :param network: where it comes from, as far as that may be known.
    :param now: seconds since 1970.
    :raises TooManyError: if more have come than may.
    :raises sqlite3.Error: if it cannot be kept; then nothing has been.
    """
    digest = _digest(draft, network)
    with connections.writing(path) as db:
        known = _sent_already(db, digest, now)
        if known is not None:
            return known
        for limited, most in ((network, FROM_ONE_NETWORK), ("", FROM_ALL)):
            _count(db, limited, most, now)
        return _insert(db, draft, digest, now)


def new_number() -> str:
    """Return one of so many numbers that none comes twice, or is guessed: `7F3K-9QXM`."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _sent_already(db: Database, digest: str, now: int) -> str | None:
    row = db.execute(
        "select number from messages where digest = ? and received_at > ?",
        [digest, now - SENT_AGAIN],
    ).fetchone()
    return str(row[0]) if row else None


def _count(db: Database, network: str, most: int, now: int) -> None:
    hour = now // _HOUR
    (number,) = db.execute(
        """
        insert into arrivals (network, hour, number) values (?, ?, 1)
        on conflict (network, hour) do update set number = number + 1
        returning number
        """,
        [network, hour],
    ).fetchone()
    if number > most:
        raise TooManyError((hour + 1) * _HOUR - now)


def _insert(db: Database, draft: Draft, digest: str, now: int) -> str:
    number = new_number()
    (message,) = db.execute(
        """
        insert into messages (number, received_at, digest, language, subject, name, email, text)
        values (?, ?, ?, ?, ?, ?, ?, ?) returning id
        """,
        [number, now, digest, *astuple(draft)],
    ).fetchone()
    wants_receipt = draft.email and _receipts(db, draft.email, now) <= RECEIPTS_A_DAY
    for kind in ("message", "receipt") if wants_receipt else ("message",):
        db.execute(
            "insert into outbox (message, kind, next_at) values (?, ?, ?)", [message, kind, now]
        )
    return number


def _receipts(db: Database, email: str, now: int) -> int:
    """Count the messages of a day that give an address, which may be somebody else's."""
    wanted = emails.comparable(email)
    rows = db.execute(
        "select email from messages where email <> '' and received_at > ?", [now - SENT_AGAIN]
    )
    return sum(emails.comparable(found) == wanted for (found,) in rows.fetchall())


def _digest(draft: Draft, network: str) -> str:
    """Return what is the same for the same message from the same sender, in either language.

    Who gives no e-mail address is known by the network alone.
    """
    said = [draft.email or network, *astuple(draft)[1:]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
