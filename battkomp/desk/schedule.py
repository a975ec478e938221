"""The progress of a set of changes to its publication, and the thread that publishes in time."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import uuid4

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlite_utils import Database

from battkomp import oslo
from battkomp.content import publications
from battkomp.db import connections
from battkomp.desk import events, publishing, schema, sets
from battkomp.desk.sets import CHANGEABLE, ChangeSet, Edit, SetState, hash_of
from battkomp.desk.users import User
from battkomp.web.context import settings
from battkomp.web.health import NotReadyError
from battkomp.web.languages import in_all_languages

_EVERY = 10.0  # seconds between two looks at what is due
_HOURLY = 360  # such looks
_DELAY = 60  # seconds after its time at which a set is late


class RefusedActError(Exception):
    """An act that is refused, so that nothing is changed. Its text is the reason, for the user."""


class TwiceError(RefusedActError):
    """A time that comes twice, as the clocks go back. The form asks which is meant (`fold`)."""


def changeable(db: Database, key: str, *, may_be_empty: bool = False) -> ChangeSet:
    """Return a set that can be changed, or raise `RefusedActError`."""
    change_set = sets.find(db, key)
    if change_set is None or not change_set.is_changeable:
        raise RefusedActError(_("The set is published or withdrawn already."))
    if not change_set.proposals and not may_be_empty:
        raise RefusedActError(_("The set has no changes."))
    return change_set


def approve(key: str, user: User, digest: str, due_at: int | None = None) -> ChangeSet:
    """Approve a set, and publish or hold it if it is due; return it as it is then.

    :param digest: the `ChangeSet.digest` of what the user has seen, from the form.
    :param due_at: the time, from `due_time`; None publishes it at once.
    :raises RefusedActError: if the set is not what they have seen, is closed or empty, or if
        somebody else must approve it.
    """
    now = settings().now()
    with connections.writing(settings().desk_file) as db:
        change_set = changeable(db, key)
        if change_set.digest != digest:
            raise RefusedActError(_("Somebody has changed the set since. Look at it again."))
        if settings().desk_four_eyes and user.id in change_set.authors:
            raise RefusedActError(_("Somebody who has not written in the set must approve it."))
        state, due_at = SetState.APPROVED, now if due_at is None else due_at
        approval = {"approved_by": user.id, "approved_digest": digest, "due_at": due_at}
        sets.update(db, key, state=state, reasons=[], **approval)
        events.note(db, state.value, user, key, digest)
    with suppress(connections.StoreError):  # the next look tries again
        publishing.carry_out(key)
    with connections.snapshot(settings().desk_file) as db:
        return sets.find(db, key) or change_set


def _move(state: SetState, key: str, user: User) -> None:
    now = settings().now()
    with connections.writing(settings().desk_file) as db:
        changeable(db, key, may_be_empty=state is not SetState.SUBMITTED)
        sets.reopen(db, key, now)
        sets.update(db, key, state=state, closed_at=now if state is SetState.WITHDRAWN else None)
        events.note(db, "taken-back" if state is SetState.OPEN else state.value, user, key)


# These take the id of a set and the user, and raise `RefusedActError` if it is closed.
submit = partial(_move, SetState.SUBMITTED)
take_back = partial(_move, SetState.OPEN)  # what is submitted, scheduled or held
withdraw = partial(_move, SetState.WITHDRAWN)


def undo(key: str, user: User) -> str:
    """Make a set that puts back what a published one has replaced; return its id.

    It is published as any other. What others have changed since is a conflict of it.

    :raises RefusedActError: if the set has not been published.
    """
    new, now = str(uuid4()), settings().now()
    with connections.snapshot(settings().database) as content:
        every = publications.everything(content)
    with connections.writing(settings().desk_file) as db:
        change_set = sets.find(db, key)
        number = change_set.publication if change_set else None
        found = next((one for one in every if one.number == number), None)
        if found is None:
            raise RefusedActError(_("Only a set that is published can be undone."))
        titles = in_all_languages(_("Undo: %(title)s", title="{}"))
        title = {tag: titles[tag].format(text) for tag, text in found.title.items()}
        sets.create(db, new, title, user.id, now)
        for one in found.changes:
            seen = one.record.made_from if one.record else None
            sets.save(db, new, Edit(one.place, one.before, hash_of(one.after), seen), user.id, now)
        events.note(db, "undoing", user, key, new)
    return new


def due_time(day: str, clock: str, fold: str = "") -> int:
    """Return a time in Norway that was typed in a form, in seconds since 1970.

    :param fold: "0" or "1": the first or the second, of a time that comes twice.
    :raises TwiceError: if it comes twice, and there is no `fold`.
    :raises RefusedActError: if there is no such time, or it has passed.
    """
    try:
        moments = oslo.moments_of(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=None))
    except (ValueError, OverflowError) as error:
        raise RefusedActError(_("Enter a date and a time.")) from error
    if not moments:
        raise RefusedActError(_("There is no such time, as the clocks go forward then."))
    later = [one for one in (int(one.timestamp()) for one in moments) if one > settings().now()]
    if not later:
        raise RefusedActError(_("The time has passed. Enter a later one."))
    if len(later) > 1 and fold not in ("0", "1"):
        raise TwiceError(_("The time comes twice, as the clocks go back then. Choose one."))
    return later[-1] if fold == "1" else later[0]


def run_due() -> None:
    """Publish the sets that are due, and note those that were published before a crash."""
    with connections.snapshot(settings().desk_file) as db:
        waiting = sets.everything(db, *CHANGEABLE)
    for one in waiting:
        publishing.carry_out(one.id)


def check_sets() -> None:
    """Raise `NotReadyError`, for `/readyz`, if a set is held or late."""
    with connections.snapshot(settings().desk_file) as db:
        waiting = sets.everything(db, SetState.APPROVED, SetState.HELD)
    if any(one.state is SetState.HELD for one in waiting):
        raise NotReadyError("held")
    if any(publishing.is_due(one, settings().now() - _DELAY) for one in waiting):
        raise NotReadyError("late")


def start(app: Flask) -> None:
    """Start the thread that publishes what is due. It ends with the process, at any moment."""
    threading.Thread(target=_run, args=[app], name="schedule", daemon=True).start()


def _run(app: Flask) -> None:
    for number in itertools.count():
        try:
            with app.app_context():
                if number == 0:
                    publishing.purge()  # the process may have been killed before it did
                run_due()
                if number % _HOURLY == 0:
                    schema.delete_expired(settings().desk_file, settings().now())
        except Exception:  # such as a StoreError, if the disk is full
            app.logger.exception("The schedule has failed, and goes on")
        time.sleep(_EVERY)
