"""Databases of other releases of the site."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from battkomp.content.schema import migrations

# As the release wrote it, with the content that it shipped with, on 23 November 2026.
PREVIOUS = Path(__file__).parents[1] / "fixtures" / "database-0.1.0.sql"


def put_previous(database: Path) -> None:
    """Make a database as the previous release left it."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(PREVIOUS.read_text("utf-8"))


def make_later(database: Path) -> None:
    """Have a database look as if a later release had brought it up to date."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('battkomp', 'of_the_future', '2030-01-01')"
        )


def add_migration(monkeypatch: pytest.MonkeyPatch, migration: Callable[[Database], None]) -> None:
    """Make this release a later one, until the end of the test."""
    known = vars(migrations)["_migrations"]
    monkeypatch.setattr(migrations, "_migrations", list(known))
    migrations()(migration)
