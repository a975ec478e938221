"""The progress of a set of changes from the first text to its publication, and its time.

Views call these functions; `run_due` publishes what is due, every ten seconds.
"""

from __future__ import annotations

import itertools
import os
import threading
from datetime import date, time
from uuid import uuid4

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp import oslo
from battkomp.content.publications import Publication
from battkomp.db import connections
from battkomp.db.connections import StoreError
from battkomp.desk import events, publishing, retention, sets
from battkomp.desk.sets import CHANGEABLE, ChangeSet, Edit, SetState, hash_of
from battkomp.desk.users import User
from battkomp.settings import Settings
from battkomp.web import health
from battkomp.web.context import settings
from battkomp.web.health import NotReadyError

_EVERY = 10.0  # seconds between two looks at what is due
_HOURLY = 360  # such looks
_DELAY = 60  # seconds after its time at which a set is late


class RefusedActError(Exception):
    """An act that is refused; nothing has been changed.

    :param reason: in the language of the request.
    """

    def __init__(self, reason: LazyString) -> None:
        super().__init__(str(reason))
        self.reason = reason


class TwiceError(RefusedActError):
    """A time that comes twice, as the clocks go back. The form asks which is meant (`fold`)."""


def submit(key: str, user: User) -> None:
    """Send a set to those who approve.

    :raises RefusedActError: if it has no changes, or is closed.
    """
    with connections.writing(settings().desk_file) as db:
        _changeable(db, key)
        sets.update(db, key, state=SetState.SUBMITTED, due_at=None, reasons=[])
        events.note(db, "submitted", user, key)


def approve(key: str, user: User, digest: str, due_at: int | None = None) -> ChangeSet:
    """Approve a set, and publish it at once or at a time; return it as it is then.

    A set that cannot be published is held, with every reason.

    :param digest: the `ChangeSet.digest` of what the user has seen, from the form.
    :param due_at: the time, from `due_time`; None publishes it at once.
    :raises RefusedActError: if it is not what the user has seen, has no changes, is closed, or needs
        the approval of somebody else.
    """
    with connections.writing(settings().desk_file) as db:
        change_set = _changeable(db, key)
        if change_set.digest != digest:
            raise RefusedActError(
                _("Somebody has changed the set since you opened the page. Look at it again.")
            )
        if settings().desk_four_eyes and user.id in change_set.authors:
            raise RefusedActError(
                _("You have written parts of the set. Somebody else must approve.")
            )
        sets.update(
            db,
            key,
            state=SetState.APPROVED,
            approved_by=user.id,
            approved_digest=digest,
            due_at=settings().now() if due_at is None else due_at,
            reasons=[],
        )
        events.note(db, "approved", user, key, digest)
    if due_at is None:
        publishing.carry_out(key)
    with connections.snapshot(settings().desk_file) as db:
        return sets.find(db, key) or change_set


def take_back(key: str, user: User) -> None:
    """Make a set open again that is submitted, scheduled or held.

    :raises RefusedActError: if it is closed.
    """
    with connections.writing(settings().desk_file) as db:
        _changeable(db, key)
        sets.reopen(db, key, settings().now())
        events.note(db, "taken-back", user, key)


def withdraw(key: str, user: User) -> None:
    """Close a set without publishing it.

    :raises RefusedActError: if it is closed already.
    """
    now = settings().now()
    with connections.writing(settings().desk_file) as db:
        _changeable(db, key, may_be_empty=True)
        sets.reopen(db, key, now)
        sets.update(db, key, state=SetState.WITHDRAWN, closed_at=now)
        events.note(db, "withdrawn", user, key)


def undo(key: str, user: User) -> str:
    """Make a set that puts back what a published one has replaced; return its id.

    It is published as any other. What others have changed since is a conflict of it.

    :raises RefusedActError: if the set has not been published.
    """
    with connections.writing(settings().desk_file) as db:
        change_set = sets.find(db, key)
        found = publishing.publication_of(change_set) if change_set else None
        if found is None:
            raise RefusedActError(_("Only a set that is published can be undone."))
        new, now = str(uuid4()), settings().now()
        sets.create(db, new, _title_of_undoing(found), user.id, now)
        for one in found.changes:
            seen = one.record.made_from if one.record else None
            edit = Edit(one.place, one.before, hash_of(one.after), seen)
            sets.save(db, new, edit, user.id, now)
        events.note(db, "undoing", user, key, new)
    return new


def _title_of_undoing(undone: Publication) -> dict[str, str]:
    return {
        tag: publishing.in_all_languages(_("Undo: %(title)s", title=title))[tag]
        for tag, title in undone.title.items()
    }


def _changeable(db: Database, key: str, *, may_be_empty: bool = False) -> ChangeSet:
    change_set = sets.find(db, key)
    if change_set is None or not change_set.is_changeable:
        raise RefusedActError(_("The set is published or withdrawn already."))
    if not change_set.proposals and not may_be_empty:
        raise RefusedActError(_("The set has no changes."))
    return change_set


def due_time(day: str, clock: str, fold: str = "") -> int:
    """Return a time in Norway from a form, in seconds since 1970.

    :param day: from `<input type="date">`, as in `2026-10-25`.
    :param clock: from `<input type="time">`, as in `02:30`.
    :param fold: "0" or "1": the first or the second time of a time that comes twice.
    :raises TwiceError: if it comes twice, and there is no `fold`.
    :raises RefusedActError: if there is no such time, or it has passed.
    """
    try:
        wanted, at = date.fromisoformat(day), time.fromisoformat(clock)
    except ValueError as error:
        raise RefusedActError(_("Enter a date and a time.")) from error
    if wanted < settings().today():
        raise RefusedActError(_("The time has passed. Enter a later one."))
    moments = [int(one.timestamp()) for one in oslo.moments_of(wanted, at.replace(tzinfo=None))]
    if not moments:
        raise RefusedActError(_("There is no such time: the clocks go forward. Enter another one."))
    if len(moments) > 1 and fold not in ("0", "1"):
        raise TwiceError(_("The time comes twice, as the clocks go back. Choose one of them."))
    due_at = moments[int(fold) if len(moments) > 1 else 0]
    if due_at <= settings().now():
        raise RefusedActError(_("The time has passed. Enter a later one."))
    return due_at


def run_due() -> None:
    """Publish the sets that are due, and note those that were published before a crash."""
    with connections.snapshot(settings().desk_file) as db:
        waiting = sets.everything(db, *CHANGEABLE)
    for one in waiting:
        publishing.carry_out(one.id)


def init_app(app: Flask) -> None:
    """Have `/readyz` tell whether a set is held, or late."""
    site: Settings = app.extensions["battkomp.settings"]
    health.register(app, "sets", lambda: _check(site))


def _check(site: Settings) -> None:
    with connections.snapshot(site.desk_file) as db:
        waiting = sets.everything(db, SetState.APPROVED, SetState.HELD)
    if any(one.state is SetState.HELD for one in waiting):
        raise NotReadyError("held")
    if any(publishing.is_due(one, site.now() - _DELAY) for one in waiting):
        raise NotReadyError("late")


def start(app: Flask) -> None:
    """Start the thread that publishes what is due. It ends with the process, at any moment."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not os.environ.get("WERKZEUG_RUN_MAIN"):
        return
    threading.Thread(target=_run, args=[app], name="schedule", daemon=True).start()


def _run(app: Flask) -> None:
    ended = threading.Event()
    with app.app_context():
        publishing.purge()  # a process may have been killed before it did
    for number in itertools.count():
        try:
            with app.app_context():
                run_due()
                if number % _HOURLY == 0:
                    retention.delete_expired(settings().desk_file, settings().now())
        except StoreError as error:
            app.logger.error("The desk cannot be used: %s", error)
        except Exception:
            app.logger.exception("The schedule has failed, and goes on")
        ended.wait(_EVERY)
