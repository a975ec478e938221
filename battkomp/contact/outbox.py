"""Mails that are owed: each is sent once, and tried again until it is taken.

A mail is claimed before it is sent, so that two senders never send the same. Between the moment in
which the mail server is told that a mail is complete and the one in which it says that it has taken
it, nobody knows. A mail whose sender is killed just then, or hears no more, stays marked as handed
over. It is not sent again by itself: no mail is ever sent twice unless somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from battkomp.contact import inbox
from battkomp.contact.messages import Message
from battkomp.db import connections

CLAIM = 5 * 60  # seconds in which a mail should be handed over; later, others may send it
HANDED_OVER = 15 * 60  # seconds in which the mail server has said what it does, or never will
_FIRST_WAIT = 5  # seconds; doubled each time
_LONGEST_WAIT = 15 * 60  # seconds
_RECEIPT_TRIED = 4 * 24 * 60 * 60  # seconds; RFC 5321, section 4.5.4.1


@dataclass(frozen=True)
class Mail:
    """A mail that is owed, at one attempt: the message to the project, or its sender's receipt."""

    key: int
    kind: str
    attempts: int
    message: Message


@dataclass
class Outcome:
    """How many mails were sent, how many were not, and the messages of those nobody knows of."""

    sent: int = 0
    put_off: int = 0
    uncertain: list[str] = field(default_factory=list)


class NotTakenError(Exception):
    """The mail server has not taken a mail.

    :param is_final: it never will, such as when there is no such address.
    """

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class UncertainError(Exception):
    """The mail server may have taken a mail, or not."""


class _LostError(Exception):
    """A mail is no longer this sender's: it took too long, or the message has been erased."""


# Sends a mail. It calls the function it is given just before the mail may be taken.
Send = Callable[[Mail, Callable[[], None]], None]


def send_what_is_due(
    path: Path,
    send: Send,
    clock: Callable[[], int],
    is_over: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Send every mail whose time has come.

    Nothing is locked while `send` is at work.

    :param send: raises NotTakenError or UncertainError.
    :param clock: tells the time, in seconds since 1970.
    :param is_over: tells whether to leave the rest to others.
    :raises StoreError: if the database cannot be read or written.
    """
    outcome = Outcome()
    while not is_over() and (mail := _claim(path, clock())) is not None:
        _Attempt(path, mail, clock).make(send, outcome)
    return outcome


def send_again(path: Path, number: str, now: int) -> int:
    """Let the mails of a message be sent that nobody knows the fate of, or that were given up.

    :returns: how many there are. One that is being sent at this moment is none of them.
    """
    with connections.writing(path) as db:
        found = db.execute(
            """
            update outbox set handed_over_at = null, given_up_at = null, next_at = ?
            where sent_at is null and (handed_over_at is not null or given_up_at is not null)
            and claimed_until <= ? and message = (select id from messages where number = ?)
            """,
            [now, now, inbox.as_written(number)],
        )
        return int(found.rowcount)


def note_as_sent(path: Path, number: str, now: int) -> int:
    """Note that somebody has found the mails of a message whose fate was not known.

    :returns: how many there are. One that is being sent at this moment is none of them.
    """
    with connections.writing(path) as db:
        found = db.execute(
            """
            update outbox set sent_at = ?, failure = ''
            where sent_at is null and handed_over_at is not null and given_up_at is null
            and claimed_until <= ? and message = (select id from messages where number = ?)
            """,
            [now, now, inbox.as_written(number)],
        )
        return int(found.rowcount)


def _claim(path: Path, now: int) -> Mail | None:
    """Return a mail that is due, and nobody else's for a while."""
    with connections.snapshot(path) as db:
        if _due(db, now) is None:  # so that who only looks writes nothing
            return None
    with connections.writing(path) as db:
        key = _due(db, now)
        if key is None:
            return None
        kind, attempts, message = db.execute(
            "update outbox set claimed_until = ?, attempts = attempts + 1 where id = ? "
            "returning kind, attempts, message",
            [now + CLAIM, key],
        ).fetchone()
        return Mail(key, kind, attempts, inbox.message_in(db, message))


def _due(db: Any, now: int) -> int | None:
    row = db.execute(
        """
        select id from outbox where sent_at is null and given_up_at is null
        and handed_over_at is null and next_at <= ? and claimed_until <= ?
        order by next_at, id limit 1
        """,
        [now, now],
    ).fetchone()
    return None if row is None else int(row[0])


class _Attempt:
    """One attempt to send a mail that has been claimed."""

    def __init__(self, path: Path, mail: Mail, clock: Callable[[], int]) -> None:
        self._path, self._mail, self._clock = path, mail, clock
        self._is_handed_over = False

    def make(self, send: Send, outcome: Outcome) -> None:
        """Send the mail, and note what has become of it."""
        try:
            send(self._mail, self._hand_over)
        except NotTakenError as error:
            self._put_off(str(error), is_final=error.is_final)
            outcome.put_off += 1
        except _LostError:
            outcome.put_off += 1
        except connections.StoreError:  # what is noted in the database is all that can be known
            raise
        except Exception as error:  # the one that is expected, and whatever may be wrong with us
            reason = f"{type(error).__name__}: {error}"
            if self._is_handed_over:
                self._note(claimed_until=0, failure=reason)
                outcome.uncertain.append(self._mail.message.number)
            else:
                self._put_off(reason, is_final=False)
                outcome.put_off += 1
        else:
            self._note(sent_at=self._clock(), failure="")
            outcome.sent += 1

    def _hand_over(self) -> None:
        now = self._clock()
        if not self._note(handed_over_at=now, claimed_until=now + HANDED_OVER):
            raise _LostError
        self._is_handed_over = True

    def _put_off(self, reason: str, *, is_final: bool) -> None:
        now, mail = self._clock(), self._mail
        is_over = is_final or now - mail.message.received_at > _RECEIPT_TRIED
        given_up_at = now if is_over and mail.kind == "receipt" else None
        wait = min(_FIRST_WAIT * 2 ** min(mail.attempts - 1, 20), _LONGEST_WAIT)
        self._note(
            handed_over_at=None,
            claimed_until=0,
            next_at=now + wait,
            failure=reason,
            given_up_at=given_up_at,
        )

    def _note(self, **changes: object) -> bool:
        """Note something about the mail, unless somebody else has claimed it since."""
        claim = "select 1 from outbox where id = ? and attempts = ?"
        with connections.writing(self._path) as db:
            found = db.execute(claim, [self._mail.key, self._mail.attempts]).fetchone()
            if found:
                db.table("outbox").update(self._mail.key, changes)
            return bool(found)
