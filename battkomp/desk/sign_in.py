"""Signing in and out with a passkey, and registering one.

A browser asks for a challenge and answers it; see `static/js/desk/passkeys.js`.
ASVS 5.0: 3.3.1, 6.3.1, 6.3.3, 6.4.1, 7.2.4, 7.4.1, 14.3.1.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from flask import Response, abort, jsonify, make_response, redirect, request, url_for
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
        user = _joining(db, current_session())
        number = len(passkeys.of_user(db, user)) if user else 0
    if current_user() and not user:
        return hold()
    return render("desk/join.html", 200 if user else 404, joining=user, number=number)


@bp.post("/passkey/options")
def passkey_options() -> Response:
    """Send a challenge, which the session keeps; a stranger gets a session for it."""
    now, session, is_new = settings().now(), current_session(), "new" in request.form
    with connections.writing(settings().desk_file) as db:
        user = _joining(db, session) if is_new else current_user()
        if is_new and not user:
            abort(403)
        cookie = request.cookies[COOKIE] if session else sessions.start(db, _network(), now)
        challenge = sessions.challenge(db, cookie, "new" if is_new else "use", now)
        own = passkeys.of_user(db, user) if user else []
    return _give(jsonify(passkeys.options(challenge, user, own)), cookie)


@bp.post("/passkey")
def passkey() -> Response:
    """Take the answer to a challenge, or refuse it, count that and note it."""
    now, is_new = settings().now(), "new" in request.form
    with connections.writing(settings().desk_file) as db:
        if seconds := sessions.wait(db, _network(), now):
            return Response(status=429, headers={"Retry-After": str(seconds)})
        session = sessions.find(db, request.cookies.get(COOKIE, ""), now)
        purpose = "new" if is_new else "use"
        challenge = sessions.take_challenge(db, session, purpose, now) if session else None
        try:
            if session is None or challenge is None:
                raise CeremonyError("no such challenge")
            cookie, address = (_register if is_new else _enter)(db, session, challenge)
        except CeremonyError as error:
            sessions.count_failure(db, _network(), now)
            events.note(db, "refused", current_user(), "passkey", str(error))
            return Response(status=400)
    return _give(jsonify(address=address, token=sessions.form_token(cookie)), cookie)


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session, and have the browser forget the pages."""
    if session := current_session():
        with connections.writing(settings().desk_file) as db:
            sessions.update(db, session, ended_at=settings().now())
            events.note(db, "signed-out", current_user())
    response = make_response(redirect(url_for("desk.sign_in", out=1), 303))
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    # Not "cookies", which would delete those of all hosts of the domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _enter(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    now, answer = settings().now(), request.form.get("answer", "")
    user, used = passkeys.use(db, answer, challenge, session.user, now)
    cookie = sessions.enter(db, session, user.id, used["id"], now)
    events.note(db, "verified" if session.user else "signed-in", user)
    needs_another = not used["is_backed_up"] and len(passkeys.of_user(db, user)) == 1
    return cookie, url_for("desk.join" if needs_another else "desk.overview")


def _register(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    now, user, cookie = settings().now(), _joining(db, session), request.cookies[COOKIE]
    if user is None or not has_form_token():
        raise CeremonyError("no invitation")
    label = " ".join(request.form.get("label", "").split())[:60]
    values = {"user": user.id, "label": label, "created_at": now}
    key = passkeys.register(db, request.form.get("answer", ""), challenge, **values)
    events.note(db, "registered", user, str(key))
    if session.invitation:
        db.table("invitations").update(session.invitation, {"used_at": now})
        cookie = sessions.enter(db, session, user.id, key, now)
    needs_another = len(passkeys.of_user(db, user)) == 1
    return cookie, url_for("desk.join" if needs_another else "desk.account")


def _joining(db: Database, session: Session | None) -> User | None:
    """Return the user who may register a passkey: invited, or having just used another."""
    now, where = settings().now(), "secret = ? and used_at is null and expires_at > ?"
    for row in db.table("invitations").rows_where(where, [session and session.invitation, now]):
        return users.find(db, row["user"])
    return current_user() if session and session.is_fresh(now) else None


def _network() -> str:
    return network(request.remote_addr or "") or ""


def _give(response: Response, cookie: str) -> Response:
    response.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Lax")
    return response
