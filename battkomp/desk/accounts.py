"""The account of a user, and for keepers all users, their invitations and their roles.

ASVS 5.0: 7.4.1, 7.5.1, 7.5.2.
"""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import EmailField, Form, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from battkomp.contact.form import bare_address, stripped, unbroken, well_formed
from battkomp.contact.inbox import LONGEST_NAME
from battkomp.db import connections
from battkomp.desk import events, sessions, users
from battkomp.desk.access import bp
from battkomp.desk.rendering import render
from battkomp.desk.sessions import current_session, signed_in
from battkomp.desk.users import LastKeeperError, Role
from battkomp.web.context import settings
from battkomp.web.languages import current_language

_TOO_LONG = _("The name must be %(most)s characters or fewer.", most=LONGEST_NAME)
_NO_ROLE = _("Select at least one role.")


@bp.get("/account")
def account(status: int = 200) -> Response:
    """Show the passkeys and the sessions of the user."""
    user, here = signed_in(), current_session()
    with connections.snapshot(settings().desk_file) as db:
        own = users.passkeys_of(db, user)
        every = sessions.living(db, settings().now(), user=user.id)
    others = [one for one in every if here and one["secret"] != here["secret"]]
    shown = {"passkeys": own, "here": here, "others": others, "is_done": "done" in request.args}
    return render("desk/account.html", status, is_refused=status == 409, **shown)


@bp.post("/account")
def change_account() -> Response:
    """Revoke a passkey of the user, with the sessions that it opened, or end sessions."""
    user, now, key = signed_in(), settings().now(), request.form.get("passkey", 0, int)
    chosen = request.form.getlist("session")
    with connections.writing(settings().desk_file) as db:
        own = [one["id"] for one in users.passkeys_of(db, user)]
        if own == [key]:
            return account(409)  # they could not sign in any more
        if key in own:
            db.table("passkeys").delete(key)
            events.note(db, "passkey-revoked", user, str(key))
        for session in sessions.living(db, now, user=user.id):
            if session["secret"] in chosen:
                sessions.end(db, session)
                events.note(db, "session-ended", user)
    return make_response(redirect(url_for("desk.account", done=1), 303))


class UserForm(Form):
    """The name, the address and the roles of a user."""

    name = StringField(
        _("Name (required)"),
        [DataRequired(_("Enter the name.")), unbroken, Length(max=LONGEST_NAME, message=_TOO_LONG)],
        filters=[stripped],
    )
    email = EmailField(
        _("Email address (required)"),
        [DataRequired(_("Enter the email address.")), unbroken, well_formed],
        filters=[bare_address],
    )
    roles = SelectMultipleField(
        _("Roles (required)"),
        [DataRequired(_NO_ROLE)],
        validate_choice=False,
        filters=[lambda sent: {role for role in Role if role.value in (sent or ())}],
    )


@bp.get("/users", endpoint="users")
def show_users(status: int = 200, secret: str = "", **context: Any) -> Response:
    """Show all users."""
    with connections.snapshot(settings().desk_file) as db:
        shown = {"users": users.everyone(db), "form": UserForm()}
    link = secret and users.invitation_address(secret, current_language().tag)
    return render("desk/users.html", status, link=link, **shown | context)


@bp.post("/users")
def invite_user() -> Response:
    """Add a user, and show the link of their invitation."""
    form, now = UserForm(request.form), settings().now()
    with connections.writing(settings().desk_file) as db:
        if form.validate() and users.by_email(db, form.email.data):
            form.email.errors = [gettext("There is already a user with this email address.")]
        if form.errors:
            return show_users(422, form=form)
        user = users.add(db, form.name.data, form.email.data, form.roles.data)
        secret = users.invite(db, user, now)
        events.note(db, "invited", signed_in(), str(user.id), users.stored(user.roles))
    return show_users(subject=user, secret=secret)


@bp.post("/users/<int(max=999999999):key>/<any(roles,invitation,disable):act>")
def change_user(key: int, act: str) -> Response:
    """Change the roles of a user, invite them again, or disable them."""
    now, roles, secret = settings().now(), UserForm(request.form).roles.data, ""
    with connections.writing(settings().desk_file) as db:
        user = users.find(db, key) or abort(404)
        if act == "roles" and not roles:
            return show_users(422, problem=_NO_ROLE, refused=f"roles-{key}")
        if act != "roles" and user.id == signed_in().id:
            return show_users(409, problem=_("Ask another keeper to do this for you."))
        try:
            if act == "roles":
                users.change(db, user, user.name, roles)
            elif act == "disable":
                users.disable(db, user, now)
            else:
                secret = users.invite(db, user, now)
        except LastKeeperError:
            problem = _("There must be at least one keeper. Give another user this role first.")
            return show_users(409, problem=problem)
        kind = {"roles": "changed", "invitation": "invited-again", "disable": "disabled"}[act]
        events.note(db, kind, signed_in(), str(key), users.stored(roles))
    return show_users(subject=user, secret=secret, done=act)
