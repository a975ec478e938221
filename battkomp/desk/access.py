"""Who may do what at the desk: the table of all views, and the checks before each of them.

ASVS 5.0: 8.1.1, 8.2.1, 8.3.1.
"""

from typing import NamedTuple

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from battkomp.db import connections
from battkomp.desk import events
from battkomp.desk.rendering import hold
from battkomp.desk.sessions import current_user, has_form_token, is_fresh, is_own_request
from battkomp.desk.users import Role
from battkomp.http.logs import network_of_request
from battkomp.web.context import settings
from battkomp.web.urls import LocalizedBlueprint

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
    about, like = str(request.endpoint), {"network": network_of_request(), "detail": reason}
    with connections.writing(settings().desk_file) as db:
        if not any(one.items() >= like.items() for one in events.refusals(db, about, seconds=60)):
            events.note(db, "refused", current_user(), about, reason)
    return 403
