"""Who may do what at the desk: the table of all views, and the checks before each of them.

ASVS 5.0: 3.5.1, 3.5.3, 7.5.3, 8.1.1, 8.2.1, 8.3.1.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue

from battkomp.db import connections
from battkomp.db.connections import StoreError
from battkomp.desk import events, sessions, users
from battkomp.desk.sessions import COOKIE, Session
from battkomp.desk.users import Role, User
from battkomp.web.context import settings
from battkomp.web.languages import current_language, site_languages

bp = Blueprint("desk", __name__, url_prefix="/desk/<language>")


@dataclass(frozen=True)
class Access:
    """The conditions of a view.

    :param role: the role that a user must have; None for every user.
    :param is_open: whether nobody needs to be signed in.
    :param is_fresh: whether the passkey must have been used a short time ago.
    """

    role: Role | None = None
    is_open: bool = False
    is_fresh: bool = False


OPEN = Access(is_open=True)
EVERYONE = Access()
EVERYONE_FRESH = Access(is_fresh=True)
EDITOR = Access(Role.EDITOR)
PUBLISHER = Access(Role.PUBLISHER, is_fresh=True)
KEEPER = Access(Role.KEEPER)
KEEPER_FRESH = Access(Role.KEEPER, is_fresh=True)

# By the name of the view. A view that is not in the table cannot be reached.
TABLE: dict[str, Access] = {
    "sign_in": OPEN,
    "join": OPEN,
    "passkey_options": OPEN,
    "passkey": OPEN,
    "sign_out": OPEN,
    "account": EVERYONE,
    "revoke_passkey": EVERYONE_FRESH,
    "end_sessions": EVERYONE_FRESH,
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
    "decide_set": PUBLISHER,
    "share_set": KEEPER_FRESH,
    "users": KEEPER,
    "invite_user": KEEPER_FRESH,
    "change_user": KEEPER_FRESH,
}


@bp.url_value_preprocessor
def _take_language(_endpoint: str | None, values: dict[str, object] | None) -> None:
    tag = str(values.pop("language")) if values else ""
    g.language = site_languages().find(tag) or abort(404)


@bp.url_defaults
def _add_language(_endpoint: str, values: dict[str, object]) -> None:
    values.setdefault("language", current_language().tag)


@bp.before_request
def check() -> ResponseReturnValue | None:
    """Refuse a request that the table does not allow, or let it pass."""
    from battkomp.desk.pages import hold  # here, as that module imports this one

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
    session = current_session()
    is_fresh = session is not None and session.is_fresh(settings().now())
    return hold() if access.is_fresh and not is_fresh else None


def _refused(reason: str) -> int:
    """Note a refusal, and return its status."""
    with connections.writing(settings().desk_file) as db:
        events.note_refusal(db, current_user(), str(request.endpoint), reason)
    return 403


def is_own_request() -> bool:
    """Tell whether a form was sent from a page of the desk (W3C Fetch Metadata, RFC 6454)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == settings().desk_url


def has_form_token() -> bool:
    """Tell whether a form carries the token of the session."""
    expected = sessions.form_token(request.cookies.get(COOKIE, ""))
    return hmac.compare_digest(request.form.get("token", "").encode(), expected.encode())


def current_session() -> Session | None:
    """Return the session of the request, or None."""
    if "session" not in g:
        token, path, now = request.cookies.get(COOKIE, ""), settings().desk_file, settings().now()
        with connections.snapshot(path) as db:
            g.session = sessions.find(db, token, now)
        if g.session and sessions.needs_touch(g.session, now):
            # While a set is published, others cannot write; a later request does it then.
            with suppress(StoreError), connections.writing(path) as db:
                sessions.update(db, g.session, seen_at=now)
    found: Session | None = g.session
    return found


def current_user() -> User | None:
    """Return the user who is signed in, or None. A disabled user is not."""
    session = current_session()
    if session is None or session.user is None:
        return None
    if "user" not in g:
        with connections.snapshot(settings().desk_file) as db:
            g.user = users.find(db, session.user)
    found: User | None = g.user
    return found if found and found.disabled_at is None else None


def signed_in() -> User:
    """Return the user who is signed in, in views that need one."""
    return current_user() or abort(401)
