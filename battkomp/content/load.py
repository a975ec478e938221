"""Content from files into the database, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from battkomp.content import completing, export, files, rules, scopes
from battkomp.content.entries import Entry, SeatEntry
from battkomp.content.files import BadContentError, Document
from battkomp.content.history import Memory, texts_of
from battkomp.content.schema import CONTENT_TABLES, KEYED, PHASE_COLUMNS, SINGLE
from battkomp.content.search import indexing
from battkomp.content.words import NoContentError
from battkomp.db import connections

SEED = Path(__file__).parent / "seed"

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def is_empty(path: Path) -> bool:
    """Tell whether the database at `path` holds no content yet."""
    with connections.snapshot(path) as db:
        return export.is_empty(db)


def load(
    path: Path, source_path: Path, languages: Collection[str], source: str, today: date
) -> bool:
    """Replace the content by that of a folder of files, or one part of it by that of one file.

    Content that is the same as what is there already is not written again.

    :param path: the database. It is made if there is none, and the whole content is loaded.
    :param source_path: the folder, or the file.
    :param today: the day to remember as the day on which new and changed texts changed.
    :returns: whether anything changed.
    :raises BadContentError: if the content is refused; then nothing has been touched.
    :raises NoContentError: if one file is to replace a part of content that is not there.
    """
    if source_path.is_dir():
        whole = files.read(source_path)
        rules.enforce(whole, languages, source)
        connections.prepare(path)
        with connections.writing(path) as db:
            return _replace(db, whole, languages, source, today)
    if is_empty(path):
        raise NoContentError
    with connections.writing(path) as db:
        mixed = _with_one_file(export.document_of(db), source_path)
        rules.enforce(mixed, languages, source)
        return _replace(db, mixed, languages, source, today)


def complete(path: Path, languages: Collection[str], source: str, today: date) -> bool:
    """Add to the content of an earlier release what this one cannot do without, from the seed.

    :returns: whether anything was wanting.
    :raises BadContentError: if what is there does not go with what is to be added.
    """
    with connections.snapshot(path) as db:
        if completing.is_complete(db) and db.table("search_entries").count:
            return False
    seed = files.read(SEED)
    with connections.writing(path) as db:
        whole = completing.completed(export.document_of(db), seed)
        whole.files = seed.files
        rules.enforce(whole, languages, source)
        return _replace(db, whole, languages, source, today)


def _with_one_file(old: Document, file: Path) -> Document:
    """Put the sections of one file in the place of those in the database."""
    parsed = files.parse(file)
    kept = {
        name: {section: value for section, value in contents.items() if section not in parsed}
        for name, contents in export.files_of(old).items()
    }
    return files.assemble([*kept.items(), (file.name, parsed)])


def _replace(
    db: Database, new: Document, languages: Collection[str], source: str, today: date
) -> bool:
    rows = _rows(db, new, languages, source, today)
    is_indexed = db.table("search_entries").count > 0
    if is_indexed and all(_is_same(db, name, rows[name]) for name in CONTENT_TABLES):
        return False
    for name in reversed(CONTENT_TABLES):
        db.table(name).delete_where()
    for name in CONTENT_TABLES:
        db.table(name).insert_all(rows[name])
    indexing.fill(db, new, languages, source)
    connections.raise_revision(db)
    return True


def _is_same(db: Database, name: str, rows: list[Row]) -> bool:
    old = {repr(sorted(row.items())) for row in db.table(name).rows}
    return old == {repr(sorted(row.items())) for row in rows}


def _rows(
    db: Database, new: Document, languages: Collection[str], source: str, today: date
) -> Rows:
    """Say the document in rows."""
    memory = Memory(new, db)
    words = list(_words(new, memory, source, today))
    rows: Rows = {
        "words": words,
        "gaps": list(_gaps(words, languages, source)),
        "groups": [{"name": name, "subject": one} for name, one in sorted(scopes.groups_of(new))],
        "facts": list(_facts(new, memory, today)),
        "slugs": list(_slugs(db, new)),
        "citations": list(_links(new, "sources", "source")),
        "mentions": list(_links(new, "organisations", "organisation")),
        "seat_organisations": [
            {"seat": seat, "position": position, "organisation": key}
            for seat, entry in new.seats.items()
            for position, key in enumerate(entry.organisations)
        ],
        "phases": [
            {"number": number} | _columns(phase, PHASE_COLUMNS)
            for number, phase in new.phases.items()
        ],
    }
    for section, columns in KEYED.items():
        rows[section] = [
            {"key": key, "position": position} | _columns(entry, columns)
            for position, (key, entry) in enumerate(getattr(new, section).items())
        ]
    for section, columns in SINGLE.items():
        rows[section] = [{"id": 1} | _columns(getattr(new, section), columns)]
    return rows


def _columns(entry: Entry, names: Collection[str]) -> Row:
    return {name: _plain(getattr(entry, name)) for name in names}


def _plain(value: Any) -> Any:
    """Return a value as SQLite gives it back."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _links(new: Document, field: str, column: str) -> Iterator[Row]:
    """Yield which keys each entry names in a field, but for seats, which have their own."""
    for subject, entry in new.entries():
        if not isinstance(entry, SeatEntry):
            for position, key in enumerate(getattr(entry, field, ())):
                yield {"subject": subject, "position": position, column: key}


def _gaps(words: Iterable[Row], languages: Collection[str], source: str) -> Iterator[Row]:
    """Yield the translations that are missing, or made from a text that has changed since."""
    versions: dict[tuple[str, str], dict[str, Row]] = {}
    for row in words:
        versions.setdefault((row["subject"], row["field"]), {})[row["language"]] = row
    for (subject, field), of_one in versions.items():
        for language in sorted({*languages} - {source}):
            own = of_one.get(language)
            if own is None or own["made_from"] != of_one[source]["digest"]:
                yield {
                    "language": language,
                    "subject": subject,
                    "field": field,
                    "is_missing": int(own is None),
                }


def _slugs(db: Database, new: Document) -> Iterator[Row]:
    """Yield current and former slugs; what was ever right in this database is among the latter."""
    owners: dict[tuple[str, str], int] = {
        (row["language"], row["slug"]): row["phase"]
        for row in db.query("select language, slug, phase from slugs")
        if row["phase"] in new.phases
    }
    for number, phase in new.phases.items():
        for tag, slug in phase.own_slugs():
            owner = owners.setdefault((tag, slug), number)
            if owner != number:
                key, reason = f"phases.{number}.slug.{tag}", f'"{slug}" was once phases.{owner}'
                raise BadContentError(new.files.get("phases", ""), key, reason)
    for (tag, slug), number in owners.items():
        is_current = new.phases[number].slug.get(tag) == slug
        yield {"language": tag, "slug": slug, "phase": number, "is_current": int(is_current)}


def _words(new: Document, memory: Memory, source: str, today: date) -> Iterator[Row]:
    for text in texts_of(new, source):
        known = memory.text(text, today)
        yield {
            "subject": text.subject,
            "field": text.field,
            "language": text.language,
            "text": text.value.strip(),
            "digest": known.digest,
            "made_from": None if text.source is None else known.made_from,
            "changed_on": known.changed_on.isoformat(),
        }


def _facts(new: Document, memory: Memory, today: date) -> Iterator[Row]:
    for subject, entry in new.entries():
        known = memory.facts(subject, entry, today)
        day = known.changed_on.isoformat()
        yield {"subject": subject, "digest": known.digest, "changed_on": day}
