"""The page of keepers: all users, their invitations and their roles."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import EmailField, Form, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from battkomp.contact.form import bare_address, one_line, readable, stripped, well_formed
from battkomp.contact.inbox import LONGEST_NAME
from battkomp.db import connections
from battkomp.desk import events, users
from battkomp.desk.access import bp, signed_in
from battkomp.desk.pages import render
from battkomp.desk.users import LastKeeperError, Role
from battkomp.web.context import settings
from battkomp.web.languages import current_language

_TOO_LONG = _("The name must be %(most)s characters or fewer.", most=LONGEST_NAME)
_SHORT = Length(max=LONGEST_NAME, message=_TOO_LONG)
_LAST_KEEPER = _("There must be at least one keeper. Give another user this role first.")


class UserForm(Form):
    """The name, the address and the roles of a user."""

    name = StringField(
        _("Name (required)"),
        [DataRequired(_("Enter the name.")), readable, one_line, _SHORT],
        filters=[stripped],
    )
    email = EmailField(
        _("Email address (required)"),
        [DataRequired(_("Enter the email address.")), one_line, well_formed],
        filters=[bare_address],
    )
    roles = SelectMultipleField(
        _("Roles (required)"),
        [DataRequired(_("Select at least one role."))],
        choices=[role.value for role in Role],
        filters=[lambda sent: [role.value for role in Role if role.value in (sent or ())]],
    )

    @property
    def chosen(self) -> set[Role]:
        """The roles that are ticked."""
        return set(map(Role, self.roles.data))


@bp.get("/users", endpoint="users")
def show_users() -> Response:
    """Show all users."""
    return _page()


@bp.post("/users")
def invite_user() -> Response:
    """Add a user, and show the link of their invitation."""
    form = UserForm(request.form)
    if not form.validate():
        return _page(422, form=form)
    with connections.writing(settings().desk_file) as db:
        if users.by_email(db, form.email.data):
            form.email.errors = [gettext("There is already a user with this email address.")]
            return _page(422, form=form)
        now = settings().now()
        user = users.add(db, form.name.data, form.email.data, form.chosen, now)
        secret = users.invite(db, user, now)
        events.note(db, "invited", signed_in(), str(user.id), users.stored(form.chosen))
    return _page(invited=user, secret=secret)


@bp.post("/users/<int(max=999999999):key>/<any(details,invitation,disable):act>")
def change_user(key: int, act: str) -> Response:
    """Change the name and roles of a user, invite them again, or disable them."""
    form, now = UserForm(request.form, prefix=f"{key}-"), settings().now()
    with connections.writing(settings().desk_file) as db:
        user = users.find(db, key) or abort(404)
        checked = [field.validate(form) for field in (form.name, form.roles)]
        if act == "details" and not all(checked):
            return _page(422, forms={key: form})
        if act != "details" and user.id == signed_in().id:
            return _page(409, problem=gettext("Ask another keeper to do this for you."))
        secret = None
        try:
            if act == "details":
                users.change(db, user, form.name.data, form.chosen)
            elif act == "disable":
                users.disable(db, user, now)
            else:
                secret = users.invite(db, user, now)
        except LastKeeperError:
            return _page(409, problem=str(_LAST_KEEPER))
        events.note(db, _KINDS[act], signed_in(), str(key), users.stored(form.chosen))
    return _page(invited=user if secret else None, secret=secret, done=(act, user))


_KINDS = {"details": "changed", "invitation": "invited-again", "disable": "disabled"}


def _page(
    status: int = 200,
    form: UserForm | None = None,
    forms: dict[int, UserForm] | None = None,
    secret: str | None = None,
    **context: Any,
) -> Response:
    with connections.snapshot(settings().desk_file) as db:
        every, passkeys = users.everyone(db), users.passkeys(db)
    of_users = {
        one.id: UserForm(prefix=f"{one.id}-", name=one.name, roles=users.stored(one.roles).split())
        for one in every
    }
    return render(
        "desk/users.html",
        status,
        users=every,
        passkeys=passkeys,
        form=form or UserForm(),
        forms=of_users | (forms or {}),
        link=secret and users.invitation_address(secret, current_language().tag),
        **context,
    )
