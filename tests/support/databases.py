"""Looking at and changing databases of content."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from battkomp.content import storage
from battkomp.content.files import Document
from battkomp.db import connections
from battkomp.settings import Settings


def prepare(database: Path) -> None:
    """Create a database without content."""
    connections.prepare(database, storage.migrations)


def problem_of(database: Path) -> str | None:
    """Return a word for the reason why a database cannot be used, or None if it can."""
    return connections.problem_of(database, storage.migrations, storage.is_empty)


def stored(settings: Settings) -> Document:
    """Return the content in the database of a site."""
    with connections.snapshot(settings.database) as db:
        return storage.read(db)


def revision(settings: Settings) -> int:
    """Return how many times the content of a site has been changed."""
    with connections.snapshot(settings.database) as db:
        return storage.revision_of(db)


def mark(settings: Settings) -> str:
    """Return the mark of the content of a site."""
    with connections.snapshot(settings.database) as db:
        return storage.mark_of(db)


def raise_revision(db: Database) -> None:
    """Change the content, but none of its words."""
    storage.write(db, storage.read(db))


def make_other_release(database: Path) -> None:
    """Have a database look as if another release had made it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('battkomp', 'create_content', '2026-01-01')"
        )
