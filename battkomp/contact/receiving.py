"""Receiving messages: signed forms and receipts, limits, and the inbox."""

import hashlib
import json
import logging
import secrets
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path

from itsdangerous import BadSignature, Signer
from sqlite_utils import Database

from battkomp import addresses
from battkomp.contact import inbox
from battkomp.contact.inbox import Draft
from battkomp.db import connections
from battkomp.web.context import settings


def sign(purpose: str, text: str) -> str:
    """Return a text with a signature that is valid for one purpose only.

    :raises StoreError: if the key cannot be read.
    """
    return _signer(purpose).sign(text).decode()


def verify(purpose: str, signed: str) -> str | None:
    """Return the text that was signed for a purpose, or None if the signature is not valid.

    :raises StoreError: if the key cannot be read.
    """
    try:
        return _signer(purpose).unsign(signed).decode()
    except (BadSignature, UnicodeError):
        return None


# The key of an inbox stays in memory, as the disk may fail later.
key_of = lru_cache(maxsize=8)(inbox.secret)


def _signer(purpose: str) -> Signer:
    return Signer(key_of(settings().inbox_file), salt=f"battkomp.{purpose}")


REPEAT_WINDOW = 24 * 60 * 60  # seconds in which an equal message is the same one, sent again
FROM_ONE_NETWORK = 10  # messages an hour
FROM_ALL = 300  # messages an hour
RECEIPTS_A_DAY = 20  # to one address, which may belong to somebody who has written nothing
_HOUR = 60 * 60  # seconds
_log = logging.getLogger(__name__)

# Without vowels, so that no words arise, and without letters that look like digits.
_ALPHABET = "23456789CDFHJKMNPQRTVWX"


class TooManyError(Exception):
    """The limit of messages in an hour is reached.

    :param wait: seconds until messages are accepted again.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(f"no more messages for {wait} seconds")
        self.wait = wait


def receive(path: Path, draft: Draft, network: str, now: int) -> str:
    """Store a message on disk, queue its mails, and return its number.

    A message that is sent again within a day is not stored again; its number is returned.

    :param network: the sender's network, as `battkomp.http.logs.network` returns it.
    :param now: seconds since 1970.
    :raises TooManyError: if the limit of the network, or of all networks, is reached.
    :raises StoreError: if the message cannot be stored.
    """
    digest = _digest(draft, network)
    with connections.writing(path) as db:
        repeated = db.execute(
            "select number from messages where digest = ? and received_at > ?",
            [digest, now - REPEAT_WINDOW],
        ).fetchone()
        if repeated:
            return str(repeated[0])
        for limited, most in ((network, FROM_ONE_NETWORK), ("", FROM_ALL)):
            _count(db, limited, most, now)
        return _insert(db, draft, digest, now)


def new_number() -> str:
    """Return a random message number, such as `7F3K-9QXM`."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


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
    if number > most:  # and is not stored, so that the next line is passed once in an hour
        raise TooManyError((hour + 1) * _HOUR - now)
    if number == most:
        senders = "one network" if network else "all networks together"
        _log.warning("No more messages are taken from %s in this hour: %s came", senders, most)


def _insert(db: Database, draft: Draft, digest: str, now: int) -> str:
    number = new_number()
    (message,) = db.execute(
        """
        insert into messages (number, received_at, digest, language, topic, name, email, text)
        values (?, ?, ?, ?, ?, ?, ?, ?) returning id
        """,
        [number, now, digest, *astuple(draft)],
    ).fetchone()
    wants_receipt = draft.email and _messages_of_a_day(db, draft.email, now) <= RECEIPTS_A_DAY
    for kind in ("message", "receipt") if wants_receipt else ("message",):
        db.execute(
            "insert into outbox (message, kind, next_at) values (?, ?, ?)", [message, kind, now]
        )
    return number


def _messages_of_a_day(db: Database, email: str, now: int) -> int:
    sender = addresses.comparable(email)
    rows = db.execute(
        "select email from messages where email <> '' and received_at > ?", [now - 24 * _HOUR]
    )
    return sum(addresses.comparable(found) == sender for (found,) in rows.fetchall())


def _digest(draft: Draft, network: str) -> str:
    """Return a fingerprint of a message and its sender, whatever the language of the form.

    The sender is known by email address, or by network if no address is given.
    """
    identity = [draft.email or network, *astuple(draft)[1:]]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()
