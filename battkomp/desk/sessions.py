"""Sessions at the desk: of people, and of readers of previews.

The cookie has 256 random bits, of which the database has the SHA-256.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import NotFoundError

from battkomp.desk.users import new_secret, secret_hash

COOKIE = "__Host-desk"
IDLE_TIME = 30 * 60  # seconds without a request after which a session ends
LONGEST_TIME = 12 * 60 * 60  # seconds after which it ends in every case
FRESH_TIME = 10 * 60  # seconds for which a use of the passkey counts for publishing
ANSWER_TIME = 5 * 60  # seconds in which a challenge has to be answered
_MOST = 5  # sessions of one user
_HOUR = 60 * 60  # seconds in which a network can fail 20 times
_SEEN_EVERY = 60  # seconds, so that not every request writes


@dataclass(frozen=True)
class Session:
    """A session that has not ended; see the table in `schema.py`."""

    secret: str
    user: int | None
    passkey: int | None
    invitation: str | None
    link: int | None
    preview: str | None
    challenge: bytes | None
    purpose: str | None
    challenged_at: int | None
    network: str
    created_at: int
    seen_at: int
    verified_at: int | None
    ended_at: int | None

    def is_fresh(self, now: int) -> bool:
        """Tell whether the passkey was used a short time ago."""
        return self.verified_at is not None and now - self.verified_at < FRESH_TIME


def start(db: Database, network: str, now: int, **values: Any) -> str:
    """Start a session, and return the value of its cookie.

    :param values: further columns, such as `user` and `verified_at`.
    """
    token = new_secret()
    unused = "user is null and invitation is null and link is null and challenged_at < ?"
    db.table("sessions").delete_where(unused, [now - ANSWER_TIME])  # so that none fill the disk
    row = {"secret": secret_hash(token), "network": network, "created_at": now, "seen_at": now}
    db.table("sessions").insert(row | values)
    return token


def find(db: Database, token: str, now: int) -> Session | None:
    """Return the session with a cookie, or None if it has ended."""
    rows = db.query("select * from sessions where secret = ?", [secret_hash(token)])
    session = next((Session(**row) for row in rows), None)
    if session is None or session.ended_at is not None:
        return None
    is_over = now - session.seen_at >= IDLE_TIME or now - session.created_at >= LONGEST_TIME
    return None if is_over else session


def enter(db: Database, session: Session, user: int, passkey: int, now: int) -> str:
    """Let a user into a session with a passkey, and return the new value of its cookie.

    The sessions that they have not used for longest end, if there are too many.
    """
    others = [one for one in of_user(db, user, now) if one.secret != session.secret]
    for other in others[_MOST - 1 :]:
        update(db, other, ended_at=now)
    token = new_secret()
    row: dict[str, Any] = {
        "secret": secret_hash(token),
        "user": user,
        "passkey": passkey,
        "invitation": None,
    }
    row |= {"link": None, "created_at": session.created_at if session.user else now}
    update(db, session, **row, verified_at=now, seen_at=now)
    return token


def of_user(db: Database, user: int, now: int) -> list[Session]:
    """Return the sessions of a user that have not ended, the last used first."""
    where = "user = ? and ended_at is null and seen_at > ? and created_at > ?"
    values = [user, now - IDLE_TIME, now - LONGEST_TIME]
    rows = db.table("sessions").rows_where(where, values, order_by="seen_at desc")
    return [Session(**row) for row in rows]


def challenge(db: Database, token: str, purpose: str, now: int) -> bytes:
    """Return a new challenge, which the session keeps for one ceremony."""
    made = secrets.token_bytes(32)
    row = {"challenge": made, "purpose": purpose, "challenged_at": now}
    with suppress(NotFoundError):  # see `update`
        db.table("sessions").update(secret_hash(token), row)
    return made


def take_challenge(db: Database, session: Session, purpose: str, now: int) -> bytes | None:
    """Return the challenge of a session, once, if it was made for this and a short time ago."""
    update(db, session, challenge=None)
    is_late = now - (session.challenged_at or 0) >= ANSWER_TIME
    return None if is_late or session.purpose != purpose else session.challenge


def update(db: Database, session: Session, **values: Any) -> None:
    """Change columns of a session, unless another request has given it a new token meanwhile."""
    with suppress(NotFoundError):
        db.table("sessions").update(session.secret, values)


def needs_touch(session: Session, now: int) -> bool:
    """Tell whether the time of the last request has to be stored anew."""
    return now - session.seen_at >= _SEEN_EVERY


def wait(db: Database, network: str, now: int) -> int:
    """Return the seconds until a network may try again after too many failures; 0 if it may now.

    After 200 failures of all networks, one is too many. So nobody can stop networks without any.
    """
    every = "(select number from attempts where network = '' and hour = :hour)"
    where = f"network = :network and hour = :hour and number >= iif({every} >= 200, 1, 20)"
    values = {"network": network, "hour": now // _HOUR}
    return _HOUR - now % _HOUR if db.table("attempts").count_where(where, values) else 0


def count_failure(db: Database, network: str, now: int) -> None:
    """Count a failed ceremony, for its network and for all."""
    upsert = "insert into attempts values (?, ?, 1) on conflict do update set number = number + 1"
    for one in {network, ""}:
        db.execute(upsert, [one, now // _HOUR])


def form_token(token: str) -> str:
    """Return the token that the forms of a session carry."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()
