"""Signing in and out with a passkey, which a user with an invitation registers.

A browser asks for a challenge and answers it; see `static/js/desk/passkeys.js`. Only functions
import `webauthn`, so that commands do without it.
ASVS 5.0: 6.3.1, 6.3.3, 6.4.1, 6.5.1, 7.2.4, 7.4.1, 14.3.1.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Response, abort, jsonify, make_response, redirect, request, url_for
from sqlite_utils import Database

from battkomp.db import connections
from battkomp.desk import events, sessions, users
from battkomp.desk.access import bp
from battkomp.desk.rendering import hold, render
from battkomp.desk.sessions import COOKIE, Session, current_session, current_user, give
from battkomp.desk.users import User, secret_hash
from battkomp.http.logs import network_of_request
from battkomp.spelling import one_line
from battkomp.web.context import settings

_ALGORITHMS = (-8, -7, -257)  # EdDSA and ES256, and RS256 for Windows
_FAILURE_TIME = 60 * 60  # seconds in which a network can fail 20 times


class CeremonyError(Exception):
    """A ceremony is refused. The text says why, in words for operators."""


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
        options = _options(db, challenge, user)
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


def _has_failed_often(db: Database) -> bool:
    """Tell whether the network has failed too often.

    After 200 failures of all networks, one is too many. So nobody can stop networks without any.
    """
    failed = [one["network"] for one in events.refusals(db, "passkey", _FAILURE_TIME)]
    return failed.count(network_of_request()) >= (20 if len(failed) < 200 else 1)


def _enter(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    user, used = _use_passkey(db, challenge, session["user"])
    cookie = sessions.enter(db, session, user.id, used["id"], settings().now())
    events.note(db, "verified" if session["user"] else "signed-in", user)
    needs_another = user.passkeys == 1 and not used["is_backed_up"]
    return cookie, url_for("desk.join" if needs_another else "desk.overview")


def _register(db: Database, session: Session, challenge: bytes) -> tuple[str, str]:
    user, cookie = _joining(db, session), sessions.cookie()
    if user is None or not sessions.has_form_token():
        raise CeremonyError("no invitation")
    label = one_line(request.form.get("label", ""))[:60]
    key = _add_passkey(db, challenge, user, label)
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


def _options(db: Database, challenge: bytes, user: User | None) -> dict[str, Any]:
    """Return what a browser needs for either ceremony (WebAuthn, sections 5.4 and 5.5)."""
    from webauthn.helpers import bytes_to_base64url as encoded

    own = users.passkeys_of(db, user) if user else []  # none are named to a stranger
    named = [{"type": "public-key", "id": encoded(one["credential"])} for one in own]
    host = settings().trusted_hosts[0]  # `create_desk` sets one
    is_verified = {"userVerification": "required"}
    found = {"challenge": encoded(challenge), "timeout": sessions.ANSWER_TIME * 1000}
    found |= {"rpId": host, "allowCredentials": named, **is_verified}
    if user:
        found["rp"] = {"id": host, "name": "BattKOMP"}
        found["user"] = {"id": encoded(user.handle), "name": user.email, "displayName": user.name}
        found["pubKeyCredParams"] = [{"type": "public-key", "alg": one} for one in _ALGORITHMS]
        found["excludeCredentials"] = named
        found["authenticatorSelection"] = {"residentKey": "required", **is_verified}
    return found


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse an answer for any error: forged ones raise many kinds in `webauthn` and Python."""
    try:
        yield
    except CeremonyError:
        raise
    except Exception as error:
        # The text after such a mark may quote the answer, which the log must not have.
        said = re.split('[":.(]', str(error))[0] if "webauthn" in type(error).__module__ else ""
        raise CeremonyError(said.strip() or type(error).__name__) from error


@_refusing()
def _use_passkey(db: Database, challenge: bytes, only: int | None) -> tuple[User, dict[str, Any]]:
    """Check the use of a passkey, and return its user and it.

    :param only: the id of the user who must be its owner; None if nobody is signed in.
    :raises CeremonyError: if it was not used here, for this challenge, and by its owner.
    """
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json

    given = parse_authentication_credential_json(request.form.get("answer", ""))
    passkey = next(db.table("passkeys").rows_where("credential = ?", [given.raw_id]), None)
    user = users.find(db, passkey["user"]) if passkey else None
    if passkey is None or user is None:
        raise CeremonyError("unknown passkey")
    if only not in (None, user.id) or (given.response.user_handle or user.handle) != user.handle:
        raise CeremonyError("passkey of another user")
    found = webauthn.verify_authentication_response(
        credential=given,
        credential_public_key=passkey["public_key"],
        credential_current_sign_count=passkey["sign_count"],
        **_expected(challenge),
    )
    state = {"sign_count": found.new_sign_count, "is_backed_up": int(found.credential_backed_up)}
    db.table("passkeys").update(passkey["id"], state | {"used_at": settings().now()})
    return user, passkey | state


@_refusing()
def _add_passkey(db: Database, challenge: bytes, user: User, label: str) -> int:
    """Check the making of a passkey, store it, and return its id.

    :raises CeremonyError: if it was not made here, for this challenge, or is known already.
    """
    import webauthn

    answer = request.form.get("answer", "")
    found = webauthn.verify_registration_response(credential=answer, **_expected(challenge))
    row: dict[str, Any] = {"user": user.id, "label": label, "created_at": settings().now()}
    row |= {"credential": found.credential_id, "public_key": found.credential_public_key}
    row |= {"sign_count": found.sign_count, "is_backed_up": int(found.credential_backed_up)}
    if db.table("passkeys").count_where("credential = ?", [found.credential_id]):
        raise CeremonyError("known passkey")
    key: Any = db.table("passkeys").insert(row).last_pk
    return int(key)


def _expected(challenge: bytes) -> dict[str, Any]:
    values = {"expected_rp_id": settings().trusted_hosts[0], "expected_origin": settings().desk_url}
    return values | {"expected_challenge": challenge, "require_user_verification": True}
