"""Sessions at the desk: of people, and of readers of previews.

The cookie has 256 random bits, of which the database has the SHA-256.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from typing import Any

from flask import request
from sqlite_utils import Database
from sqlite_utils.db import NotFoundError

from battkomp.desk.users import new_secret, secret_hash
from battkomp.http import logs

COOKIE = "__Host-desk"
IDLE_TIME = 30 * 60  # seconds without a request after which a session ends
LONGEST_TIME = 12 * 60 * 60  # seconds after which it ends in every case
ANSWER_TIME = 5 * 60  # seconds in which a challenge has to be answered
_MOST = 5  # sessions of one user
Session = dict[str, Any]  # a row of the table


def network() -> str:
    """Return the network of the present request, or nothing in a command."""
    return (logs.network(request.remote_addr or "") if request else None) or ""


def start(db: Database, now: int, **values: Any) -> str:
    """Start a session, and return the value of its cookie.

    :param values: further columns, such as `user` and `verified_at`.
    """
    unused = "user is null and invitation is null and link is null and challenged_at < ?"
    db.table("sessions").delete_where(unused, [now - ANSWER_TIME])  # so that none fill the disk
    token = new_secret()
    row = {"secret": secret_hash(token), "network": network(), "created_at": now, "seen_at": now}
    db.table("sessions").insert(row | values)
    return token


def find(db: Database, token: str, now: int) -> Session | None:
    """Return the session with a cookie, or None if it has ended."""
    return next(iter(living(db, now, secret=secret_hash(token))), None)


def living(db: Database, now: int, **column: Any) -> list[Session]:
    """Return the sessions that have not ended, the last used first.

    :param column: the value of `secret` or `user`.
    """
    ((name, value),) = column.items()
    where = f"{name} = ? and seen_at > ? and created_at > ?"
    values = [value, now - IDLE_TIME, now - LONGEST_TIME]
    return list(db.table("sessions").rows_where(where, values, order_by="seen_at desc"))


def enter(db: Database, session: Session, user: int, passkey: int, now: int) -> str:
    """Replace a session by one of a user who has just used a passkey, and return its cookie.

    The sessions that they have not used for longest end, if there are too many.
    """
    others = [one for one in living(db, now, user=user) if one["secret"] != session["secret"]]
    for one in (session, *others[_MOST - 1 :]):
        end(db, one)
    row = {"user": user, "passkey": passkey, "verified_at": now, "preview": session["preview"]}
    return start(db, now, **row, created_at=session["created_at"] if session["user"] else now)


def challenge(db: Database, token: str, purpose: str, now: int) -> bytes:
    """Return a new challenge, which the session keeps for one ceremony."""
    made = secrets.token_bytes(32)
    update(db, secret_hash(token), challenge=made, purpose=purpose, challenged_at=now)
    return made


def take_challenge(db: Database, session: Session, purpose: str, now: int) -> bytes | None:
    """Return the challenge of a session, once, if it was made for this and a short time ago."""
    update(db, session["secret"], challenge=None)
    is_late = now - (session["challenged_at"] or 0) >= ANSWER_TIME
    found: bytes | None = session["challenge"]
    return None if is_late or session["purpose"] != purpose else found


def update(db: Database, secret: str, **values: Any) -> None:
    """Change columns of a session, unless another request has given it a new token meanwhile."""
    with suppress(NotFoundError):
        db.table("sessions").update(secret, values)


def end(db: Database, session: Session) -> None:
    """End a session."""
    db.table("sessions").delete_where("secret = ?", [session["secret"]])


def form_token(token: str) -> str:
    """Return the token that the forms of a session carry."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()
