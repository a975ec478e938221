"""Signing in and out with a passkey, and registering one.

A browser asks for a challenge and answers it; see `static/js/desk/passkeys.js`.
ASVS 5.0: 3.3.1, 6.3.1, 6.3.3, 6.4.1, 7.2.4, 7.4.1, 14.3.1.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

from flask import Response, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext, ngettext
from sqlite_utils import Database

from battkomp.db import connections
from battkomp.desk import events, passkeys, sessions, users
from battkomp.desk.access import bp, current_session, current_user, has_form_token
from battkomp.desk.pages import hold, render
from battkomp.desk.passkeys import CeremonyError
from battkomp.desk.sessions import COOKIE, Session
from battkomp.desk.users import User, secret_hash
from battkomp.http.logs import network
from battkomp.web.context import settings


@bp.get("/sign-in")
def sign_in() -> Response:
    """Show the button to sign in."""
    return render("desk/sign_in.html", is_out="out" in request.args)


@bp.get("/join")
def join() -> Response:
    """Ask for a passkey. The key of an invitation leaves the address, for a session."""
    if "key" in request.args:
        response, key = make_response(redirect(url_for("desk.join"))), request.args["key"]
        # An unknown key breaks the reference to its invitation, and gives no session.
        with suppress(sqlite3.IntegrityError), connections.writing(settings().desk_file) as db:
            values = {"invitation": secret_hash(key)}
            _give(response, sessions.start(db, _network(), settings().now(), **values))
        return response
    with connections.snapshot(settings().desk_file) as db:
        joining = _joining(db, current_session())
        number = len(passkeys.of_user(db, joining)) if joining else 0
    if current_user() and not joining:
        return hold()
    return render("desk/join.html", 200 if joining else 404, joining=joining, number=number)


@bp.post("/passkey/options")
def passkey_options() -> Response:
    """Send a challenge, which the session keeps; a stranger gets a session for it."""
    now, session, is_new = settings().now(), current_session(), "new" in request.form
    with connections.writing(settings().desk_file) as db:
        user = _joining(db, session) if is_new else current_user()
        if is_new and user is None:
            return _answer(403, message=gettext("Reload the page and try again."))
        cookie = request.cookies[COOKIE] if session else sessions.start(db, _network(), now)
        challenge = sessions.challenge(db, cookie, "new" if is_new else "use", now)
        own = passkeys.of_user(db, user) if user else []
    return _give(jsonify(passkeys.options(challenge, user, own)), cookie)


@bp.post("/passkey")
def passkey() -> Response:
    """Take the answer to a challenge, or refuse it, count that and note it."""
    now, purpose = settings().now(), "new" if "new" in request.form else "use"
    with connections.writing(settings().desk_file) as db:
        if seconds := sessions.wait(db, _network(), now, is_known=current_user() is not None):
            minutes = -(-seconds // 60)
            text = ngettext(
                "There were too many attempts. Try again in %(num)d minute.",
                "There were too many attempts. Try again in %(num)d minutes.",
                minutes,
            )
            return _answer(429, {"Retry-After": str(seconds)}, message=text)
        session = sessions.find(db, request.cookies.get(COOKIE, ""), now)
        challenge = sessions.take_challenge(db, session, purpose, now) if session else None
        try:
            if session is None or challenge is None:
                raise CeremonyError("no such challenge")
            return (_register if purpose == "new" else _enter)(db, session, challenge)
        except CeremonyError as error:
            sessions.count_failure(db, _network(), now)
            events.note(db, "refused", current_user(), "passkey", str(error))
    text = gettext("The passkey was not accepted. Try again, or use another one.")
    return _answer(400, message=text)


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session, and have the browser forget the pages."""
    session = current_session()
    if session:
        with connections.writing(settings().desk_file) as db:
            sessions.update(db, session, ended_at=settings().now())
            events.note(db, "signed-out", current_user())
    response = make_response(redirect(url_for("desk.sign_in", out=1), 303))
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    # Not "cookies", which would delete those of all hosts of the domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _enter(db: Database, session: Session, challenge: bytes) -> Response:
    now, answer = settings().now(), request.form.get("answer", "")
    used = passkeys.use(db, answer, challenge, session.user, now)
    user = users.find(db, used["user"])
    if session.user is None:
        cookie = _start(db, session, used["user"], used["id"])
    else:
        cookie = sessions.renew(db, session, now, used["id"])
    events.note(db, "verified" if session.user else "signed-in", user)
    is_only = user and not used["is_backed_up"] and len(passkeys.of_user(db, user)) == 1
    return _success(cookie, "join" if is_only else "overview")


def _register(db: Database, session: Session, challenge: bytes) -> Response:
    now, user = settings().now(), _joining(db, session)
    if user is None or not has_form_token():
        raise CeremonyError("no invitation")
    label = " ".join(request.form.get("label", "").split())[:60]
    values = {"user": user.id, "label": label, "created_at": now}
    key = passkeys.register(db, request.form.get("answer", ""), challenge, **values)
    cookie = request.cookies[COOKIE]
    if session.invitation:
        db.table("invitations").update(session.invitation, {"used_at": now})
        cookie = _start(db, session, user.id, key)
    events.note(db, "registered", user, str(key))
    return _success(cookie, "join" if len(passkeys.of_user(db, user)) == 1 else "account")


def _joining(db: Database, session: Session | None) -> User | None:
    """Return the user who may register a passkey: invited, or having just used another."""
    if session is None:
        return None
    key, now = session.user if session.is_fresh(settings().now()) else None, settings().now()
    where = "secret = ? and used_at is null and expires_at > ?"
    for invitation in db.table("invitations").rows_where(where, [session.invitation, now]):
        key = invitation["user"]
    user = users.find(db, key or 0)
    return user if user and user.disabled_at is None else None


def _start(db: Database, session: Session, user: int, key: int) -> str:
    sessions.update(db, session, ended_at=settings().now())
    return sessions.enter(db, user, _network(), settings().now(), passkey=key)


def _network() -> str:
    return network(request.remote_addr or "") or ""


def _success(cookie: str, view: str) -> Response:
    address, token = url_for(f"desk.{view}"), sessions.form_token(cookie)
    return _give(jsonify(address=address, token=token), cookie)


def _give(response: Response, cookie: str) -> Response:
    response.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Lax")
    return response


def _answer(status: int, headers: Any = None, **values: str) -> Response:
    return make_response(jsonify(values), status, headers or {})
