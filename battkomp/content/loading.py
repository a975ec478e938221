"""Content from files into the database, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from battkomp.content import document, exporting, history, rules, store
from battkomp.content.document import Document
from battkomp.content.schema import CONTENT_TABLES

SEED = Path(__file__).parent / "seed"

Rows = dict[str, list[dict[str, Any]]]


def is_empty(path: Path) -> bool:
    """Tell whether the database at `path` holds no content yet."""
    with store.writing(path) as db:
        return db.table("pages").count == 0


def load(
    path: Path, source_path: Path, languages: Collection[str], source: str, today: date
) -> bool:
    """Replace the content by that of a folder of files, or one part of it by that of one file.

    Content that is the same as what is there already is not written again.

    :param path: the database.
    :param source_path: the folder, or the file.
    :param today: the day to remember as the day on which new and changed texts changed.
    :returns: whether anything changed.
    :raises BadContentError: if the content is refused; then nothing has been touched.
    """
    if source_path.is_dir():
        new = document.read(source_path)
        rules.enforce(new, languages, source)
    with store.writing(path) as db:
        if not source_path.is_dir():
            new = _with_one_file(exporting.document_of(db), source_path)
            rules.enforce(new, languages, source)
        return _replace(db, _rows(db, new, source, today))


def _with_one_file(old: Document, file: Path) -> Document:
    """Put the sections of one file in the place of those in the database."""
    parsed = document.parse(file)
    kept = {
        name: {section: value for section, value in contents.items() if section not in parsed}
        for name, contents in exporting.files_of(old).items()
    }
    return document.assemble([*kept.items(), (file.name, parsed)])


def _replace(db: Database, rows: Rows) -> bool:
    old = {name: list(db.query(f"select * from {name}")) for name in CONTENT_TABLES}  # noqa: S608
    if all(_sorted(old[name]) == _sorted(rows[name]) for name in CONTENT_TABLES):
        return False
    for name in reversed(CONTENT_TABLES):
        db.table(name).delete_where()
    for name in CONTENT_TABLES:
        db.table(name).insert_all(rows[name])
    store.raise_revision(db)
    return True


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)


def _rows(db: Database, new: Document, source: str, today: date) -> Rows:
    """Say the document in rows. They have their columns in the order of the tables."""
    return {
        "words": list(history.word_rows(new, history.remembered(db, new), source, today)),
        "pages": [{"key": key, "position": place} for place, key in enumerate(new.pages)],
        "phases": [_phase(number, phase) for number, phase in new.phases.items()],
        "slugs": list(_slugs(db, new)),
        "organisations": [
            {"key": key, "website": organisation.website}
            for key, organisation in new.organisations.items()
        ],
        "people": [{"key": key, "name": person.name} for key, person in new.people.items()],
        "board": [{"id": 1, "first_year": new.board.first_year, "last_year": new.board.last_year}],
        "seats": [{"position": place, "person": seat.person} for place, seat in new.seats.items()],
        "seat_organisations": [
            {"seat": place, "position": position, "organisation": key}
            for place, seat in new.seats.items()
            for position, key in enumerate(seat.organisations)
        ],
        "contact": [
            {
                "id": 1,
                "organisation": new.contact.organisation,
                "person": new.contact.person,
                "email": new.contact.email,
            }
        ],
    }


def _phase(number: int, phase: document.PhaseEntry) -> dict[str, Any]:
    return {
        "number": number,
        "started_on": phase.started_on and phase.started_on.isoformat(),
        "launched_on": phase.launched_on and phase.launched_on.isoformat(),
    }


def _slugs(db: Database, new: Document) -> Iterator[dict[str, Any]]:
    """Yield current and former slugs; what was ever right in this database is among the latter."""
    phases: dict[tuple[str, str], int] = {
        (row["language"], row["slug"]): row["phase"]
        for row in db.query("select language, slug, phase from slugs")
        if row["phase"] in new.phases
    }
    for number, phase in new.phases.items():
        for tag, former in phase.former_slugs.items():
            phases |= {(tag, slug): number for slug in former}
        phases |= dict.fromkeys(phase.slug.items(), number)
    for (tag, slug), number in phases.items():
        is_current = new.phases[number].slug.get(tag) == slug
        yield {"language": tag, "slug": slug, "phase": number, "is_current": int(is_current)}
