"""The progress of a set of changes to its publication, and the thread that publishes in time."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from uuid import uuid4

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp import oslo
from battkomp.content import publications
from battkomp.content.model import hash_of
from battkomp.db import connections
from battkomp.desk import events, publishing, schema, sets
from battkomp.desk.sets import CHANGEABLE, ChangeSet, Edit, SetState
from battkomp.desk.users import User
from battkomp.web.context import settings
from battkomp.web.health import NotReadyError
from battkomp.web.languages import in_all_languages

_EVERY = 5.0  # seconds between two looks at what is due


class RefusedActError(Exception):
    """An act that is refused, so that nothing is changed. Its text is the reason, for the user.

    :param field: the id of the field to correct, such as `fold` for a time that comes twice.
    """

    def __init__(self, reason: LazyString, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


@contextmanager
def changing(key: str) -> Iterator[tuple[Database, ChangeSet]]:
    """Change a set in one transaction.

    :raises RefusedActError: if it cannot be changed any more.
    """
    with connections.writing(settings().desk_file) as db:
        change_set = sets.find(db, key)
        is_published = publishing.number_of(key) is not None  # perhaps not noted yet
        if change_set is None or is_published or not change_set.is_changeable:
            raise RefusedActError(_("The set is published or withdrawn already."))
        yield db, change_set


def approve(key: str, user: User, digest: str, due_at: int | None = None) -> None:
    """Approve a set, and publish or hold it if it is due.

    :param digest: the `ChangeSet.digest` of what the user has seen, from the form.
    :param due_at: the time, from `due_time`; None publishes it at once.
    :raises RefusedActError: if the set is not what they have seen, is closed, or if somebody else
        must approve it.
    """
    with changing(key) as (db, change_set):
        if change_set.digest != digest:
            raise RefusedActError(_("Somebody has changed the set since. Look at it again."))
        if settings().desk_four_eyes and user.id in change_set.authors:
            raise RefusedActError(_("Somebody who has not written in the set must approve it."))
        approval = {"approved_by": user.id, "approved_digest": digest}
        approval["due_at"] = settings().now() if due_at is None else due_at
        sets.update(db, key, state=SetState.APPROVED, reasons=[], **approval)
        events.note(db, "approved", user, key, digest)
    with suppress(connections.StoreError):  # the next look tries again
        publishing.carry_out(key)


def _move(state: SetState, key: str, user: User) -> None:
    now = settings().now()
    with changing(key) as (db, _set):
        sets.reopen(db, key, now)
        sets.update(db, key, state=state, closed_at=now if state is SetState.WITHDRAWN else None)
        events.note(db, "taken-back" if state is SetState.OPEN else state.value, user, key)


# These take the id of a set and the user, and raise `RefusedActError` if it is closed.
submit = partial(_move, SetState.SUBMITTED)
take_back = partial(_move, SetState.OPEN)  # a set that is submitted, scheduled or held
withdraw = partial(_move, SetState.WITHDRAWN)


def undo(key: str, user: User) -> str:
    """Make a set that puts back what a published one has replaced; return its id.

    It is published as any other. What others have changed since is a conflict of it.

    :raises RefusedActError: if the set has not been published.
    """
    new, now = str(uuid4()), settings().now()
    with connections.snapshot(settings().database) as content:
        own = publishing.origin_of(key)
        found = next((o for o in publications.everything(content) if o.origin == own), None)
    if found is None:
        raise RefusedActError(_("Only a set that is published can be undone."))
    titles = in_all_languages(_("Undo: %(title)s", title="{}"))
    title = {tag: titles[tag].format(text) for tag, text in found.title.items()}
    with connections.writing(settings().desk_file) as db:
        sets.create(db, new, title, user.id, now)
        for one in found.changes:
            known = one.record
            seen = " ".join(filter(None, (known.made_from, known.alone))) if known else None
            sets.save(db, new, Edit(one.place, one.before, hash_of(one.after), seen), user.id, now)
        events.note(db, "undoing", user, key, new)
    return new


def due_time(day: str, clock: str, fold: str = "") -> int:
    """Return a time in Norway that was typed in a form, in seconds since 1970.

    :param fold: "0" or "1": the first or the second, of a time that comes twice.
    :raises RefusedActError: if there is no such time, it has passed, or it comes twice, and there
        is no `fold`.
    """
    try:
        typed = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  # in Norway
        moments = oslo.moments_of(typed)
    except (ValueError, OverflowError) as error:
        raise RefusedActError(_("Enter a date and a time."), "day") from error
    if not moments:
        raise RefusedActError(_("There is no such time, as the clocks go forward then."), "day")
    later = [one for one in (int(one.timestamp()) for one in moments) if one > settings().now()]
    if not later:
        raise RefusedActError(_("The time has passed. Enter a later one."), "day")
    if len(later) > 1 and fold not in ("0", "1"):
        refusal = _("The time comes twice, as the clocks go back then. Choose one.")
        raise RefusedActError(refusal, "fold")
    return later[-1] if fold == "1" else later[0]


def run_due() -> None:
    """Publish the sets that are due, and note those that were published before a crash.

    :raises StoreError: if one could not be published or noted. The next look tries again.
    """
    with connections.snapshot(settings().desk_file) as db:
        waiting = sets.everything(db, *CHANGEABLE)
    failure = None
    for one in waiting:
        try:
            publishing.carry_out(one.id)
        except connections.StoreError as error:  # others that are due do not wait for this one
            failure = error
    if failure:
        raise failure


def check_sets() -> None:
    """Raise `NotReadyError`, for `/readyz`, if a set is held."""
    with connections.snapshot(settings().desk_file) as db:
        if sets.everything(db, SetState.HELD):
            raise NotReadyError("held")


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
                if number % (60 * 60 // _EVERY) == 0:  # hourly
                    schema.delete_expired(settings().desk_file, settings().now())
        except connections.StoreError as error:  # such as a full disk
            app.logger.error("The schedule cannot use a database, and goes on: %s", error)
        except Exception:
            app.logger.exception("The schedule has failed", extra={"hide_message": True})
        time.sleep(_EVERY)
