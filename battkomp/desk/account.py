"""The passkeys and sessions of a user, for themselves (ASVS 5.0: 7.5.1, 7.5.2)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, redirect, request, url_for

from battkomp.db import connections
from battkomp.desk import events, passkeys, sessions
from battkomp.desk.access import bp, current_session, signed_in
from battkomp.desk.pages import render
from battkomp.desk.sessions import Session
from battkomp.web.context import settings


@bp.get("/account")
def account(status: int = 200) -> Response:
    """Show the passkeys and the sessions of the user."""
    user, here = signed_in(), current_session()
    with connections.snapshot(settings().desk_file) as db:
        own = passkeys.of_user(db, user)
        others = sessions.of_user(db, user.id, settings().now())
    others = [session for session in others if here and session.secret != here.secret]
    shown = {"passkeys": own, "here": here, "others": others}
    is_done, is_refused = "done" in request.args, status == 409
    return render("desk/account.html", status, is_done=is_done, is_refused=is_refused, **shown)


@bp.post("/account/passkeys")
def revoke_passkey() -> Response:
    """Revoke a passkey of the user, but not the last, and end the sessions that it opened."""
    user, now, key = signed_in(), settings().now(), request.form.get("passkey", 0, int)
    with connections.writing(settings().desk_file) as db:
        own = [one["id"] for one in passkeys.of_user(db, user)]
        if own == [key]:
            return account(409)
        if key in own:
            db.table("passkeys").update(key, {"revoked_at": now})
            events.note(db, "passkey-revoked", user, str(key))
    return _end(lambda session: session.passkey == key)


@bp.post("/account/sessions")
def end_sessions() -> Response:
    """End other sessions of the user."""
    chosen = request.form.getlist("session")
    return _end(lambda session: session.secret in chosen)


def _end(is_chosen: Callable[[Session], bool]) -> Response:
    user, here, now = signed_in(), current_session(), settings().now()
    with connections.writing(settings().desk_file) as db:
        for session in sessions.of_user(db, user.id, now):
            if here and session.secret != here.secret and is_chosen(session):
                sessions.update(db, session, ended_at=now)
                events.note(db, "session-ended", user)
    return make_response(redirect(url_for("desk.account", done=1), 303))
