"""What can be done with a set of changes, by the buttons on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _
from sqlite_utils import Database

from battkomp.db import connections
from battkomp.desk import events, links, schedule, sets
from battkomp.desk.access import bp, signed_in
from battkomp.desk.applying import ACCEPTED
from battkomp.desk.change_set import remarks_of, set_with, show
from battkomp.desk.schedule import RefusedActError, TwiceError
from battkomp.desk.sets import ChangeSet, Edit, Proposal
from battkomp.desk.users import User
from battkomp.spelling import one_line
from battkomp.web.context import settings

_LONGEST = 200  # characters of a name, and of the reason for accepting a contradiction
_WITH_INPUT = ("accept", "rename", "schedule", "share")  # acts whose forms have fields to fill in

# Upon the set with an id. It may return the id of another set, or a page, to show.
Act = Callable[[str, User], str | Response | None]


def _rename(key: str, _user: User) -> None:
    names = {tag: _typed(f"title-{tag}") for tag in settings().tags}
    if not all(0 < len(name) <= _LONGEST for name in names.values()):
        raise RefusedActError(_("Enter the name in each language, in 200 characters or fewer."))
    with _changing(key) as (db, found):
        if names != found.title:
            sets.update(db, key, title=names)
            sets.reopen(db, key, settings().now())


def _discard(key: str, _user: User) -> None:
    with _changing(key) as (db, found):
        sets.discard(db, key, _chosen(found).place, settings().now())


def _keep(key: str, user: User) -> None:
    """Have the text of a set take the place of the live one, which the user has seen."""
    with _changing(key) as (db, found):
        one = _chosen(found)
        edit = Edit(one.place, one.value, request.form.get("base", ""), one.seen, one.version)
        sets.save(db, key, edit, user.id, settings().now())


def _accept(key: str, user: User) -> None:
    reason, identity = _typed("reason"), request.form.get("identity", "")
    if not 0 < len(reason) <= _LONGEST:
        raise RefusedActError(_("Enter the reason, in 200 characters or fewer."))
    with _changing(key) as (db, found):
        if identity not in {one.identity for one in remarks_of(found)[0]}:
            raise RefusedActError(_("Somebody has changed the set since. Look at it again."))
        sets.save(db, key, Edit((ACCEPTED, identity, ""), reason, ""), user.id, settings().now())


def _publish(key: str, user: User) -> None:
    schedule.approve(key, user, request.form.get("digest", ""))


def _plan(key: str, user: User) -> None:
    due_at = schedule.due_time(_typed("day"), _typed("clock"), _typed("fold"))
    schedule.approve(key, user, request.form.get("digest", ""), due_at)


def _share(key: str, user: User) -> Response:
    """Show the page with a new link to the preview, once."""
    label = _typed("label")
    if not 0 < len(label) <= links.LONGEST_LABEL:
        raise RefusedActError(_("Enter a name for the reader, in 100 characters or fewer."))
    with _changing(key) as (db, _set):
        secret = links.add(db, key, label, user, settings().now())
        events.note(db, "link-made", user, key)
    address = url_for("desk.open_link", key=secret)
    return show(key, new_link=f"{settings().desk_url}{address}", label=label)


def _revoke(key: str, user: User) -> None:
    number, now = request.form.get("link", -1, int), settings().now()
    with connections.writing(settings().desk_file) as db:
        if number in [one.id for one in links.living(db, now, set=key)]:
            links.update(db, number, revoked_at=now)
            events.note(db, "link-revoked", user, key)


def _carry_out(acts: Mapping[str, Act], key: str) -> Response:
    """Carry out the act that a form names, and show the set, or why the act is refused."""
    set_with(key)
    name = request.form.get("act", "")
    act = acts.get(name) or abort(400)
    try:
        shown = act(key, signed_in()) or key
    except RefusedActError as error:
        status, is_twice = (422 if name in _WITH_INPUT else 409), isinstance(error, TwiceError)
        return show(key, status, problem=str(error), is_twice=is_twice)
    if isinstance(shown, Response):
        return shown
    return make_response(redirect(url_for("desk.change_set", key=shown, done=name), 303))


# By the name of the view, which the table of access has, and of the act in its forms.
_ACTS: dict[str, dict[str, Act]] = {
    "edit_set": {"rename": _rename, "discard": _discard, "keep": _keep, "accept": _accept},
    "move_set": {
        "submit": schedule.submit,
        "take-back": schedule.take_back,
        "withdraw": schedule.withdraw,
    },
    "decide_set": {
        "publish": _publish,
        "schedule": _plan,
        "take-back": schedule.take_back,
        "undo": schedule.undo,
    },
    "share_set": {"share": _share, "revoke": _revoke},
}
for _view, _acts in _ACTS.items():
    _rule = f"/sets/<key>/{_view.partition('_')[0]}"
    bp.add_url_rule(_rule, _view, partial(_carry_out, _acts), methods=["POST"])


def _typed(name: str) -> str:
    return one_line(request.form.get(name, ""))


@contextmanager
def _changing(key: str) -> Iterator[tuple[Database, ChangeSet]]:
    """Change a set in one transaction.

    :raises RefusedActError: if it cannot be changed any more.
    """
    with connections.writing(settings().desk_file) as db:
        yield db, schedule.changeable(db, key, may_be_empty=True)


def _chosen(found: ChangeSet) -> Proposal:
    """Return the proposal that a form is about, if it is still the one on its page."""
    subject, field, language = (request.form.get(n, "") for n in ("subject", "field", "language"))
    proposal = found.proposals.get((subject, field, language))
    if proposal is None or proposal.version != request.form.get("version", 0, int):
        raise RefusedActError(_("Somebody has changed the set since. Look at it again."))
    return proposal
