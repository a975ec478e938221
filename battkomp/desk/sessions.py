"""Sessions at the desk: of people, and of readers of previews.

The cookie has 256 random bits, of which the database has the SHA-256.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from battkomp.desk.users import new_secret, secret_hash

COOKIE = "__Host-desk"
IDLE_TIME = 30 * 60  # seconds without a request after which a session ends
LONGEST_TIME = 12 * 60 * 60  # seconds after which it ends in every case
FRESH_TIME = 10 * 60  # seconds for which a use of the passkey counts for publishing
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


def update(db: Database, session: Session, **values: Any) -> None:
    """Change columns of a session."""
    db.table("sessions").update(session.secret, values)


def needs_touch(session: Session, now: int) -> bool:
    """Tell whether the time of the last request has to be stored anew."""
    return now - session.seen_at >= _SEEN_EVERY


def form_token(token: str) -> str:
    """Return the token that the forms of a session carry."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()
