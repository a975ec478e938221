"""Make two versions of the content that differ on every page."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.sites import edited_seed, load, settings_in

WORDS = ("Alfa", "Beta")


def worded(folder: Path, word: str) -> Path:
    """Return a copy of the seed in which every title and label ends with a word."""

    def edit(text: str) -> str:
        return re.sub(r'^((?:title|label)\.\w+ = ".*)"$', rf'\1 {word}"', text, flags=re.MULTILINE)

    return edited_seed(folder, pages=edit, phases=edit)


def worded_each(folder: Path) -> dict[str, Path]:
    """Return a content folder for each word."""
    return {word: worded(folder / word, word) for word in WORDS}


def database_of(folder: Path, source: Path) -> Path:
    """Load a content folder into a new database, which is one closed file."""
    folder.mkdir()
    settings = settings_in(folder)
    load(settings, source)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return settings.database


def words_in(text: str) -> set[str]:
    """Return the words that a page shows; two of them mean a mixture."""
    return {word for word in WORDS if word in text}
