"""Contents that differ on every page, and databases of content."""

import re
import sqlite3
from contextlib import closing
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from battkomp.content import load as loading
from battkomp.content import publications, storage
from battkomp.content.agreement.checks import not_accepted
from battkomp.content.files import Document, History
from battkomp.content.publications import Publication
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.sites import PAGE_KEYS, TODAY, edited_seed, load, settings_in

WORDS = ("Alfa", "Beta")
TERMS = ("battery-cell", "gap", "sprint")  # of abridged content


def worded(folder: Path, word: str) -> Path:
    """Return a copy of the seed in which every title and label ends with a word."""

    def edit(text: str) -> str:
        return re.sub(r'^((?:title|label)\.\w+ = ".*)"$', rf'\1 {word}"', text, flags=re.MULTILINE)

    return edited_seed(folder, pages=edit, phases=edit)


def database_of(folder: Path, source: Path) -> Path:
    """Load a content folder into a new database, which is one closed file."""
    folder.mkdir()
    settings = settings_in(folder)
    load(settings, source)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return settings.database


def abridged(document: Document) -> Document:
    """Return a content of every page of the seed, and of as few other entries as those can have.

    A site that has it is several times as fast as one with the seed. What its texts say of entries
    that are left out is accepted.
    """
    source = next(iter(document.sources))

    def first(section: str) -> dict[str, Any]:
        found = islice(getattr(document, section).items(), 1)
        return {key: sourced(one) for key, one in found}

    def sourced(entry: Any) -> Any:
        if not getattr(entry, "sources", ()):
            return entry
        return msgspec.structs.replace(entry, sources=(source,))

    names = ("milestones", "seats", "steps")
    kept = {name: first(name) for name in (*names, "people", "findings")}
    kept["terms"] = {key: sourced(document.terms[key]) for key in TERMS}
    named = {one for name in names for entry in kept[name].values() for one in entry.organisations}
    organisations = {
        key: sourced(one)
        for key, one in document.organisations.items()
        if key in named | {document.contact.organisation}
    }
    figures = {key: sourced(one) for key, one in document.figures.items() if one.chart is None}
    new = msgspec.structs.replace(
        document,
        **kept,
        phases={key: sourced(one) for key, one in document.phases.items()},
        organisations=organisations,
        sources={source: document.sources[source]},
        figures=dict(islice(figures.items(), 1)),
        charts={},
        history=History(),
        files={},
    )
    accepted = {one.identity: "abridged" for one in not_accepted(new, ("nb", "en"))}
    return msgspec.structs.replace(new, history=History(accepted=accepted))


def words_in(text: str) -> set[str]:
    """Return the words that a page shows; two of them mean a mixture."""
    return {word for word in WORDS if word in text}


def load_again_and_again(database: Path, sources: list[Path], told: Connection) -> None:
    """Load contents in turn until a test kills this process; send each committed revision."""
    while True:
        for source in sources:
            loading.load(database, source, loading.Conditions(("nb", "en"), TODAY, PAGE_KEYS))
            with connections.snapshot(database) as db:
                told.send(storage.revision_of(db))


def prepare(database: Path) -> None:
    """Create a database without content."""
    connections.prepare(database, storage.migrations)


def stored(settings: Settings) -> Document:
    """Return the content in the database of a site."""
    with connections.snapshot(settings.database) as db:
        return storage.read(db)


def revision(settings: Settings) -> int:
    """Return how many times the content of a site has been changed."""
    with connections.snapshot(settings.database) as db:
        return storage.revision_of(db)


def published(settings: Settings) -> tuple[Publication, ...]:
    """Return the publications of a site, the latest first."""
    with connections.snapshot(settings.database) as db:
        return publications.everything(db)


def make_other_release(database: Path) -> None:
    """Have a database look as if another release had made it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('battkomp', 'create_content', '2026-01-01')"
        )


def make_first_release(database: Path) -> None:
    """Have a database look as release 1.0.0 made it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in ("publications", "kept", "accepted"):
            connection.execute(f"drop table {table}")
        connection.execute("alter table texts drop column alone")
        connection.execute("delete from _sqlite_migrations where name != 'create'")
