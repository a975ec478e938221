"""Loads two contents alternately, until it is killed."""

from __future__ import annotations

from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from battkomp.content import load
from battkomp.db import connections


def load_again_and_again(database: Path, sources: list[Path], told: Connection) -> None:
    """Load the contents in turn, and tell the number of each revision once it is committed."""
    while True:
        for source in sources:
            load.load(database, source, ("nb", "en"), "nb", date(2026, 11, 23))
            told.send(connections.revision(connections.reader(database)))
