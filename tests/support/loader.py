"""Load two contents alternately, in a process that a test kills."""

from __future__ import annotations

from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from battkomp.content import load, storage
from battkomp.db import connections
from tests.support.sites import PAGE_KEYS


def load_again_and_again(database: Path, sources: list[Path], told: Connection) -> None:
    """Load the contents in turn, and send the number of each committed revision."""
    while True:
        for source in sources:
            load.load(database, source, ("nb", "en"), date(2026, 11, 23), pages=PAGE_KEYS)
            with connections.snapshot(database) as db:
                told.send(storage.revision_of(db))
