"""Publishing a set of changes: in all languages, in one transaction, or not at all."""

from __future__ import annotations

from sqlite_utils import Database

from battkomp.content import load, snapshot, storage
from battkomp.content.load import Conditions
from battkomp.content.publications import PublicationKind
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.desk.applying import applied
from battkomp.desk.sets import ChangeSet
from battkomp.operations.render_check import conditions_of
from battkomp.web.context import settings


def origin_of(change_set: ChangeSet) -> str:
    """Return the name of a set in its publication (RFC 9562, section 4)."""
    return f"urn:uuid:{change_set.id}"


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
