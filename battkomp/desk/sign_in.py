"""Signing in and out with a passkey, which a user with an invitation registers.

A browser asks for a challenge and answers it; see `static/js/desk/passkeys.js`.
ASVS 5.0: 6.3.1, 6.3.3, 6.4.1, 7.2.4, 7.4.1, 14.3.1.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from flask import Response, abort, jsonify, make_response, redirect, request, url_for
from sqlite_utils import Database

from battkomp.db import connections
from battkomp.desk import events, passkeys, sessions, users
from battkomp.desk.access import bp
from battkomp.desk.passkeys import CeremonyError
from battkomp.desk.rendering import hold, render
from battkomp.desk.sessions import COOKIE, Session, current_session, current_user, give
from battkomp.desk.users import User, secret_hash
from battkomp.http.logs import network_of_request
from battkomp.spelling import one_line
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
            give(response, sessions.start(db, settings().now(), invitation=secret_hash(key)))
        return response
    with connections.snapshot(settings().desk_file) as db:
        user = _joining(db, current_session())
    if current_user() and not user:
        return hold()
    return render("desk/join.html", 200 if user else 404, joining=user)


@bp.post("/passkey/options")
def passkey_options() -> Response:
    """Send a challenge, which the session keeps; a stranger gets a session for it."""
    now, session, is_new = settings().now(), current_session(), "new" in request.form
    with connections.writing(settings().desk_file) as db:
        user = _joining(db, session) if is_new else current_user()
        if is_new and not user:
            abort(403)
        cookie = sessions.cookie() if session else sessions.start(db, now)
        challenge = sessions.challenge(db, cookie, "new" if is_new else "use", now)
        options = passkeys.options(db, challenge, user)
    return give(jsonify(options), cookie)


@bp.post("/passkey")
def passkey() -> Response:
    """Take the answer to a challenge, or refuse it and note that."""
    act, purpose = (_register, "new") if "new" in request.form else (_enter, "use")
    now = settings().now()
    with connections.writing(settings().desk_file) as db:
        if _has_failed_often(db):
            return Response(status=429, headers={"Retry-After": str(_FAILURE_TIME)})
        session = sessions.find(db, sessions.cookie(), now)
        challenge = sessions.take_challenge(db, session, purpose, now) if session else None
        try:
            if session is None or challenge is None:
                raise CeremonyError("no such challenge")
            cookie, address = act(db, session, challenge)
        except CeremonyError as error:
            events.note(db, "refused", current_user(), "passkey", str(error))
            return Response(status=400)
    return give(jsonify(address=address, token=sessions.form_token(cookie)), cookie)


_FAILURE_TIME = 60 * 60  # seconds in which a network can fail 20 times


def _has_failed_often(db: Database) -> bool:
    """Tell whether the network has failed too often.

    After 200 failures of all networks, one is too many. So nobody can stop networks without any.
    """
    failed = [one["network"] for one in events.refusals(db, "passkey", _FAILURE_TIME)]
    return failed.count(network_of_request()) >= (20 if len(failed) < 200 else 1)


def _enter(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    user, used = passkeys.use(db, request.form.get("answer", ""), challenge, session["user"])
    cookie = sessions.enter(db, session, user.id, used["id"], settings().now())
    events.note(db, "verified" if session["user"] else "signed-in", user)
    needs_another = user.passkeys == 1 and not used["is_backed_up"]
    return cookie, url_for("desk.join" if needs_another else "desk.overview")


def _register(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    user, cookie = _joining(db, session), sessions.cookie()
    if user is None or not sessions.has_form_token():
        raise CeremonyError("no invitation")
    label = one_line(request.form.get("label", ""))[:60]
    key = passkeys.register(db, request.form.get("answer", ""), challenge, user, label)
    events.note(db, "registered", user, str(key))
    if session["invitation"]:
        cookie = sessions.enter(db, session, user.id, key, settings().now())
        db.table("invitations").delete(session["invitation"])  # with other sessions of it
    return cookie, url_for("desk.account" if user.passkeys else "desk.join")


def _joining(db: Database, session: Session | None) -> User | None:
    """Return the user who may register a passkey: invited, or having just used another."""
    values = [session and session["invitation"], settings().now()]
    for row in db.table("invitations").rows_where("secret = ? and expires_at > ?", values):
        return users.find(db, row["user"])
    return current_user() if sessions.is_fresh() else None


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session, and have the browser forget the pages."""
    if session := current_session():
        with connections.writing(settings().desk_file) as db:
            sessions.end(db, session)
            events.note(db, "signed-out", current_user())
    response = make_response(redirect(url_for("desk.sign_in", out=1), 303))
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    # Not "cookies", which would delete those of all hosts of the domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
