"""Who may do what at the desk: the table of all views, and the checks before each of them.

ASVS 5.0: 3.5.1, 3.5.3, 7.5.3, 8.1.1, 8.2.1, 8.3.1.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from typing import NamedTuple

from flask import Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from battkomp.db import connections
from battkomp.db.connections import StoreError
from battkomp.desk import events, sessions, users
from battkomp.desk.sessions import COOKIE, Session
from battkomp.desk.users import Role, User
from battkomp.web.context import settings
from battkomp.web.urls import LocalizedBlueprint

FRESH_TIME = 10 * 60  # seconds for which a use of the passkey counts for publishing
_SEEN_EVERY = 60  # seconds, so that not every request writes
bp = LocalizedBlueprint("desk", __name__)


class Access(NamedTuple):
    """The conditions of a view."""

    role: Role | None = None  # that a user must have; None for every user
    is_open: bool = False  # for requests without a user, too
    is_fresh: bool = False  # the passkey must have been used a short time ago


OPEN = Access(is_open=True)
EVERYONE = Access()
EDITOR = Access(Role.EDITOR)
KEEPER_FRESH = Access(Role.KEEPER, is_fresh=True)

# By the name of the view. A view that is not in the table cannot be reached.
TABLE: dict[str, Access] = {
    "sign_in": OPEN,
    "join": OPEN,
    "passkey_options": OPEN,
    "passkey": OPEN,
    "sign_out": OPEN,
    "account": EVERYONE,
    "change_account": Access(is_fresh=True),
    "overview": EVERYONE,
    "section": EVERYONE,
    "arrange": EDITOR,
    "entry": EVERYONE,
    "save_entry": EDITOR,
    "autosave": EDITOR,
    "change_set": EVERYONE,
    "preview": EVERYONE,
    "open_link": OPEN,
    "edit_set": EDITOR,
    "move_set": EDITOR,
    "decide_set": Access(Role.PUBLISHER, is_fresh=True),
    "share_set": KEEPER_FRESH,
    "users": Access(Role.KEEPER),
    "invite_user": KEEPER_FRESH,
    "change_user": KEEPER_FRESH,
}


@bp.before_request
def check() -> ResponseReturnValue | None:
    """Refuse a request that the table does not allow, or let it pass."""
    from battkomp.desk.rendering import hold  # here, as that module imports this one

    if len([*request.form.items(multi=True)]) > current_app.config["MAX_FORM_PARTS"]:
        abort(413)  # so that no page that keeps a form is many times as long as it
    access, user = TABLE[str(request.endpoint).removeprefix("desk.")], current_user()
    if request.method == "POST" and not is_own_request():
        abort(_refused("foreign"))
    if access.is_open:
        return None
    if user is None:
        return hold()
    if access.role is not None and access.role not in user.roles:
        abort(_refused("role"))
    if request.method == "POST" and not has_form_token():
        _refused("token")
        return hold()
    return hold() if access.is_fresh and not is_fresh() else None


def _refused(reason: str) -> int:
    """Note a refusal, but not again in the same minute, and return its status."""
    about, like = str(request.endpoint), {"network": sessions.network(), "detail": reason}
    with connections.writing(settings().desk_file) as db:
        if not any(one.items() >= like.items() for one in events.refusals(db, about, seconds=60)):
            events.note(db, "refused", current_user(), about, reason)
    return 403


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
    sent, expected = request.form.get("token", ""), sessions.form_token(cookie())
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
            g.session = sessions.find(db, cookie(), now)
            g.user = users.find(db, g.session["user"]) if g.session else None
        if g.session and now - g.session["seen_at"] >= _SEEN_EVERY:
            # While a set is published, others cannot write; a later request does it then.
            with suppress(StoreError), connections.writing(path) as db:
                sessions.update(db, g.session["secret"], seen_at=now)
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
