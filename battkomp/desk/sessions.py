"""Sessions at the desk, of users and of readers with links, and the session of the request.

The cookie has 256 random bits, of which the database has the SHA-256. Forms carry a token of the
session, and come from pages of the desk. ASVS 5.0: 3.3.1, 3.5.1, 3.5.3, 7.3.1, 7.3.2, 7.5.3.
"""

import hmac
import secrets
from contextlib import suppress
from typing import Any

from flask import Response, abort, g, request
from sqlite_utils import Database
from sqlite_utils.db import NotFoundError

from battkomp.db import connections
from battkomp.db.connections import StoreError
from battkomp.desk import users
from battkomp.desk.users import User, new_secret, secret_hash
from battkomp.http.logs import network_of_request
from battkomp.web.context import settings

COOKIE = "__Host-desk"
IDLE_TIME = 30 * 60  # seconds without a request after which a session ends
LONGEST_TIME = 12 * 60 * 60  # seconds after which it ends in every case
ANSWER_TIME = 5 * 60  # seconds in which a challenge has to be answered
FRESH_TIME = 10 * 60  # seconds for which a use of the passkey counts for publishing
LINK_TIME = 7 * 24 * 60 * 60  # seconds for which a link to a preview can be used
_SEEN_EVERY = 60  # seconds, so that not every request writes
_MOST = 5  # sessions of one user
Session = dict[str, Any]  # a row of the table


def start(db: Database, now: int, **values: Any) -> str:
    """Start a session, and return the value of its cookie.

    :param values: further columns, such as `user` and `verified_at`.
    """
    unused = "user is null and invitation is null and link is null and challenged_at < ?"
    db.table("sessions").delete_where(unused, [now - ANSWER_TIME])  # so that none fill the disk
    token = new_secret()
    row = {"secret": secret_hash(token), "network": network_of_request()}
    db.table("sessions").insert(row | {"created_at": now, "seen_at": now} | values)
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


def add_link(db: Database, key: str, label: str, user: User, now: int) -> str:
    """Add a link to the preview of a set, and return its secret, which is not stored.

    :param label: says who has it.
    """
    secret = new_secret()
    row = {"secret": secret_hash(secret), "set": key, "label": label, "created_by": user.id}
    db.table("links").insert(row | {"created_at": now, "expires_at": now + LINK_TIME})
    return secret


def living_links(db: Database, now: int, **column: Any) -> list[dict[str, Any]]:
    """Return the links that have not ended. They also end with their set.

    :param column: the value of `id`, `secret` or `set`.
    """
    ((name, value),) = column.items()
    return list(db.table("links").rows_where(f'"{name}" = ? and expires_at > ?', [value, now]))


def end_link(db: Database, key: str, link: str, now: int) -> bool:
    """End a link to the preview of a set; tell whether there was one with this id."""
    ended = 'update links set expires_at = ? where id = ? and "set" = ?'
    return db.execute(ended, [now, link, key]).rowcount > 0


def form_token(token: str) -> str:
    """Return the token that the forms of a session carry."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()


def is_own_request() -> bool:
    """Tell whether a form was sent from a page of the desk (W3C Fetch Metadata, RFC 6454)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == settings().desk_url


def cookie() -> str:
    """Return the cookie of the request."""
    return request.cookies.get(COOKIE, "")


def give(response: Response, token: str) -> Response:
    """Send the cookie of a new session with a response."""
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Lax")
    return response


def has_form_token() -> bool:
    """Tell whether a form carries the token of the session."""
    sent, expected = request.form.get("token", ""), form_token(cookie())
    return hmac.compare_digest(sent.encode(), expected.encode())


def is_fresh() -> bool:
    """Tell whether the passkey was used a short time ago."""
    session = current_session()
    return bool(session and settings().now() - (session["verified_at"] or 0) < FRESH_TIME)


def current_session() -> Session | None:
    """Return the session of the request, or None."""
    if "session" not in g:
        path, now = settings().desk_file, settings().now()
        g.session = g.user = None  # if it cannot be read
        with connections.snapshot(path) as db:
            g.session = find(db, cookie(), now)
            g.user = users.find(db, g.session["user"]) if g.session else None
        if g.session and now - g.session["seen_at"] >= _SEEN_EVERY:
            # While a set is published, others cannot write; a later request does it then.
            with suppress(StoreError), connections.writing(path) as db:
                update(db, g.session["secret"], seen_at=now)
    found: Session | None = g.session
    return found


def current_user() -> User | None:
    """Return the user who is signed in, or None."""
    current_session()
    found: User | None = g.user
    return found


def signed_in() -> User:
    """Return the user who is signed in, in views that need one."""
    return current_user() or abort(401)
