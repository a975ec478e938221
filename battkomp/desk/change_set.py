"""The page of a set of changes: what it proposes in all languages, and its progress."""

from __future__ import annotations

from flask import Response, abort

from battkomp.content import storage
from battkomp.content.changes import values_of
from battkomp.content.difference import difference
from battkomp.db import connections
from battkomp.desk import sets
from battkomp.desk.access import bp
from battkomp.desk.pages import render
from battkomp.desk.sets import ChangeSet
from battkomp.web.context import settings


@bp.get("/sets/<key>")
def change_set(key: str) -> Response:
    """Show a set of changes."""
    found = set_with(key)
    with connections.snapshot(settings().database) as db:
        live = values_of(storage.read(db))
    lines = [
        (one, difference(live.get(place), one.value)) for place, one in found.proposals.items()
    ]
    return render("desk/change_set.html", change_set=found, lines=lines)


def set_with(key: str) -> ChangeSet:
    """Return the set with an id, or answer with 404."""
    with connections.snapshot(settings().desk_file) as db:
        return sets.find(db, key) or abort(404)
