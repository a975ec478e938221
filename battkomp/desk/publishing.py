"""Publishing a set of changes: in all languages, in one transaction, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp.content import load, publications, snapshot, storage
from battkomp.content.agreement.checks import Severity, not_accepted
from battkomp.content.entry import Words
from battkomp.content.files import BadContentError, Document
from battkomp.content.load import Conditions
from battkomp.content.publications import Publication, PublicationKind
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.db.connections import StoreError
from battkomp.desk import events, sets, users
from battkomp.desk.applying import applied, conflicts
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.operations import cache_purge
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.web.context import settings

LATEST = 6 * 60 * 60  # seconds after its time at which a set is still published
PATIENCE = 60  # seconds to wait for another process that changes the content


def origin_of(change_set: ChangeSet) -> str:
    """Return the name of a set in its publication (RFC 9562, section 4)."""
    return f"urn:uuid:{change_set.id}"


def publication_of(change_set: ChangeSet) -> Publication | None:
    """Return the publication of a set, or None if it has not been published."""
    with connections.snapshot(settings().database) as db:
        every = publications.everything(db)
    return next((one for one in every if one.origin == origin_of(change_set)), None)


def publish(db: Database, change_set: ChangeSet, conditions: Conditions) -> bool:
    """Publish a set in the present transaction of the content database.

    :returns: whether anything changed.
    :raises BadContentError: if the content with its changes is refused.
    """
    live = storage.read(db)
    new = applied(live, change_set, conditions.today)
    return load.replace(
        db,
        live,
        new,
        conditions,
        kind=PublicationKind.SET,
        title=change_set.title,
        origin=origin_of(change_set),
    )


def preview_of(change_set: ChangeSet) -> Snapshot:
    """Return the content as it would be if a set were published now.

    :raises BadContentError: if it would be refused.
    """
    copy = Database(memory=True, execute_plugins=False)
    with connections.snapshot(settings().database) as db:
        db.conn.backup(copy.conn)
    publish(copy, change_set, conditions_of(settings()))
    return snapshot.read(copy, settings().tags)


def reasons_against(change_set: ChangeSet) -> list[LazyString]:
    """Return every reason for which a set would be held if it were published now.

    Its pages are not rendered.
    """
    copy = Database(memory=True, execute_plugins=False)
    with connections.snapshot(settings().database) as db:
        db.conn.backup(copy.conn)
    return _tried(copy, change_set, conditions_of(settings()))


def carry_out(key: str) -> None:
    """Publish a set that is approved and due, or hold it with every reason.

    If a process was killed after it had published the set, only note that. The desk's database
    stays locked meanwhile, so that nobody changes the set.
    """
    site = settings()
    with connections.writing(site.desk_file) as desk:
        change_set = sets.find(desk, key)
        if change_set is None or not change_set.is_changeable:
            return
        reasons: list[LazyString] = []
        if publication_of(change_set) is None:
            if not is_due(change_set, site.now()):
                return
            try:
                reasons = _attempt(change_set)
            except StoreError as error:
                is_early = site.now() - (change_set.due_at or 0) < PATIENCE
                if connections.is_locked(error) and is_early:
                    return  # the next round tries again
                current_app.logger.exception("The content cannot be written")
                reasons = [_("The content could not be saved: the disk may be full.")]
        _note(desk, change_set, reasons)
    if not reasons:
        purge()


def is_due(change_set: ChangeSet, now: int) -> bool:
    """Tell whether a set is to be published now."""
    due_at = change_set.due_at
    return change_set.state is SetState.APPROVED and due_at is not None and due_at <= now


def purge() -> None:
    """Purge the shared caches once every worker has the new content."""
    time.sleep(snapshot.CHECK_AFTER)
    for address, reason in cache_purge.purge(settings().caches).items():
        current_app.logger.error("%s could not be purged: %s", address, reason)


def in_all_languages(text: LazyString) -> Words:
    """Return a text in every language of the site."""
    words: Words = {}
    for language in settings().languages:
        with force_locale(language.locale):
            words[language.tag] = str(text)
    return words


def _note(desk: Database, change_set: ChangeSet, reasons: list[LazyString]) -> None:
    """Note that a set has been published, or is held."""
    kind = SetState.HELD if reasons else SetState.PUBLISHED
    found = None if reasons else publication_of(change_set)
    sets.update(
        desk,
        change_set.id,
        state=kind,
        reasons=[in_all_languages(one) for one in reasons],
        publication=found and found.number,
        closed_at=None if reasons else settings().now(),
    )
    approver = change_set.approved_by and users.find(desk, change_set.approved_by)
    events.note(desk, kind.value, approver or None, change_set.id, change_set.digest)


def _attempt(change_set: ChangeSet) -> list[LazyString]:
    """Publish a set, or return every reason why not."""
    site = settings()
    reasons: list[LazyString] = []
    if site.now() - (change_set.due_at or 0) > LATEST:
        reasons.append(_("The time to publish the set passed more than six hours ago."))
    if change_set.digest != change_set.approved_digest:
        reasons.append(_("The set is not as it was approved."))
    with connections.writing(site.database) as db:
        reasons += _tried(db, change_set, conditions_of(site, refuse_unrenderable))
        if reasons:
            db.conn.rollback()
    return reasons


def _tried(db: Database, change_set: ChangeSet, conditions: Conditions) -> list[LazyString]:
    """Publish a set in the present transaction, and return every reason to undo that."""
    live = storage.read(db)
    reasons: list[LazyString] = [
        _("Others have changed this since: %(name)s", name=".".join(filter(None, one.place)))
        for one in (conflict.proposal for conflict in conflicts(live, change_set))
    ]
    try:
        if not publish(db, change_set, conditions):
            reasons.append(_("The set changes nothing that is not so already."))
    except BadContentError as error:
        return [*reasons, _("The content with the set is refused: %(reason)s", reason=str(error))]
    return [*reasons, *_contradictions(live, storage.read(db))]


def _contradictions(live: Document, new: Document) -> Iterator[LazyString]:
    """Yield the contradictions that nobody has accepted, and that are not live already."""
    found = [
        one
        for one in not_accepted(new, settings().tags)
        if one.check.severity is Severity.CONTRADICTION
    ]
    known = {one.identity for one in not_accepted(live, settings().tags)} if found else set()
    for one in found:
        if one.identity not in known:
            yield _("Nobody has accepted this: %(fault)s", fault=str(one))
