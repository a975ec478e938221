"""Processes that publish sets of changes, and are killed at it."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from battkomp.content import publications
from battkomp.content.search import indexing
from battkomp.desk import create_desk, events, schedule
from battkomp.operations import cache_purge
from tests.support.desks import URL
from tests.support.sites import settings_in

# The moments at which a process kills itself: while it writes the content, before it commits that,
# after that and before it notes it, and before it purges the caches.
MOMENTS: tuple[tuple[Any, str], ...] = (
    (publications, "record"),
    (indexing, "fill"),
    (events, "note"),
    (cache_purge, "purge_changed"),
)


def publish_due(folder: Path, now: int, moment: int | None, told: Connection) -> None:
    """Publish what is due in the databases of a folder.

    :param moment: the place in `MOMENTS` at which the process kills itself.
    """
    app = create_desk(settings_in(folder, desk_url=URL, now=lambda: now))
    if moment is not None:
        module, name = MOMENTS[moment]
        setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    told.send("ready")
    with app.app_context():
        schedule.run_due()
    told.send("done")
