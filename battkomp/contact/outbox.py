"""The outbox: mails to send, each at least once, with retries.

A worker claims a mail by moving the time of its next attempt. If the worker is killed, the mail is
sent again after that time, perhaps a second time. The `Message-ID` is the same at each attempt, so
that mail programs can recognise a duplicate.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from battkomp.contact import inbox
from battkomp.contact.inbox import Message
from battkomp.db import connections

CLAIM = 15 * 60  # seconds that an attempt may take
_FIRST_WAIT = 5  # seconds between attempts, doubled each time
_LONGEST_WAIT = 15 * 60  # seconds
_RECEIPT_TRIED_FOR = 4 * 24 * 60 * 60  # seconds: RFC 5321, section 4.5.4.1


class RefusedError(Exception):
    """The mail server permanently refuses a mail."""


@dataclass(frozen=True)
class Mail:
    """A mail at one attempt: a `message` to the project, or a `receipt` to its sender."""

    key: int
    kind: str
    attempts: int
    message: Message


@dataclass(frozen=True)
class Unsent:
    """A mail that has not been sent. Its state is `waiting` or `given up`."""

    number: str
    kind: str
    state: str
    attempts: int
    failure: str


@dataclass
class Outcome:
    """The number of mails sent and failed, and the message numbers of those that were refused."""

    sent: int = 0
    failed: int = 0
    refused: list[str] = field(default_factory=list)


def send_due(
    path: Path,
    send: Callable[[Mail], None],
    clock: Callable[[], int],
    is_over: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Send every mail that is due. The database is not locked while a mail is sent.

    :param send: sends one mail. If it raises anything, the mail is tried again later.
    :param clock: returns seconds since 1970.
    :param is_over: tells whether to stop before the next mail.
    :raises StoreError: if the database cannot be read or written.
    """
    outcome = Outcome()
    while not is_over() and (mail := _claim(path, clock())) is not None:
        try:
            send(mail)
        except Exception as error:  # also a fault in composing one mail must not stop the others
            _note_failure(path, mail, error, clock())
            outcome.failed += 1
            if isinstance(error, RefusedError):
                outcome.refused.append(mail.message.number)
        else:
            _update(path, mail, sent_at=clock(), failure="")
            outcome.sent += 1
    return outcome


def unsent(path: Path) -> list[Unsent]:
    """Return the mails that have not been sent, those of the oldest message first."""
    with connections.snapshot(path) as db:
        rows = db.query(
            """
            select number, kind, iif(given_up_at is null, 'waiting', 'given up') as state,
                attempts, failure
            from outbox join messages on messages.id = outbox.message
            where sent_at is null order by received_at, outbox.id
            """
        )
        return [Unsent(**row) for row in rows]


def retry(path: Path, number: str, now: int) -> int:
    """Queue the mails of a message that were given up; return their number."""
    with connections.writing(path) as db:
        queued = db.execute(
            """
            update outbox set given_up_at = null, next_at = ? where given_up_at is not null
            and message = (select id from messages where number = ?)
            """,
            [now, inbox.stored_number(number)],
        )
        return int(queued.rowcount)


def is_delayed(path: Path, now: int, patience: int) -> bool:
    """Tell whether a message has waited too long to be mailed to the project.

    Delayed receipts do not count: their delivery depends on the visitor's address.

    :param patience: seconds that a message may wait.
    :raises ReadError: if the database cannot be read.
    """
    with connections.snapshot(path) as db:
        delayed = db.execute(
            """
            select 1 from outbox join messages on messages.id = outbox.message
            where kind = 'message' and sent_at is null and received_at <= ?
            """,
            [now - patience],
        )
        return delayed.fetchone() is not None


def _claim(path: Path, now: int) -> Mail | None:
    """Return the next mail that is due, and postpone it for other workers."""
    with connections.writing(path) as db:
        row = db.execute(
            """
            update outbox set next_at = ?, attempts = attempts + 1 where id = (
                select id from outbox where sent_at is null and given_up_at is null
                and next_at <= ? order by next_at, id limit 1
            ) returning id, kind, attempts, message
            """,
            [now + CLAIM, now],
        ).fetchone()
        if row is None:
            return None
        key, kind, attempts, message = row
        return Mail(key, kind, attempts, inbox.message_by_id(db, message))


def _note_failure(path: Path, mail: Mail, error: Exception, now: int) -> None:
    is_too_old = now - mail.message.received_at > _RECEIPT_TRIED_FOR
    is_last = mail.kind == "receipt" and (is_too_old or isinstance(error, RefusedError))
    wait = min(_FIRST_WAIT * 2 ** min(mail.attempts - 1, 10), _LONGEST_WAIT)
    failure = f"{type(error).__name__}: {error}"[:500]
    given_up_at = now if is_last else None
    _update(path, mail, next_at=now + wait, given_up_at=given_up_at, failure=failure)


def _update(path: Path, mail: Mail, **changes: Any) -> None:
    """Update a mail, unless it was erased, or sent by another worker, in the meantime."""
    with connections.writing(path) as db:
        outbox = db.table("outbox")
        if outbox.count_where("id = ? and sent_at is null", [mail.key]):
            outbox.update(mail.key, changes)
