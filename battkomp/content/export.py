"""Content from the database back into files."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from sqlite_utils import Database

from battkomp.content.files import NUMBERED, Document
from battkomp.content.history import recorded
from battkomp.content.schema import KEYED, SINGLE
from battkomp.content.words import NoContentError

# Which sections stand together in a file.
_FILES: Mapping[str, tuple[str, ...]] = {
    "pages.toml": ("pages",),
    "phases.toml": ("phases",),
    "organisations.toml": ("organisations",),
    "board.toml": ("board", "seats", "people"),
    "contact.toml": ("contact",),
    "sources.toml": ("sources",),
    "milestones.toml": ("milestones",),
    "findings.toml": ("findings",),
    "figures.toml": ("charts", "figures"),
    "chain.toml": ("steps",),
    "glossary.toml": ("terms",),
    "history.toml": ("history",),
}
_HISTORY_NOTE = (
    "# What was known of each text when it was last looked at: the day it changed, and which\n"
    "# source text a translation was made from. Written by `flask content confirm` and\n"
    "# `flask content export`; not for editing by hand.\n\n"
)
_SEED = Path(__file__).parent / "seed"


def is_empty(db: Database) -> bool:
    """Tell whether there is no content yet."""
    return not db.table("pages").exists() or db.table("pages").count == 0


def export(db: Database, folder: Path) -> None:
    """Write the content as files that `loading.load` reads back into the same database.

    :raises NoContentError: if there is nothing to write.
    """
    write(document_of(db), folder)


def write(content: Document, folder: Path) -> None:
    """Write a document as files, one part of the site in each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sections in files_of(content).items():
        text = tomli_w.dumps(sections, multiline_strings=True)
        (folder / name).write_text(_note(name) + text, "utf-8")
    write_history(content, folder)


def write_history(content: Document, folder: Path) -> None:
    """Write only what is remembered of a document's texts."""
    history = msgspec.to_builtins(content.history, builtin_types=(date,))
    text = tomli_w.dumps({"history": history})
    (folder / "history.toml").write_text(_HISTORY_NOTE + text, "utf-8")


def _note(name: str) -> str:
    """Return what the file of this name in the seed says of itself, before its first section."""
    lines = (_SEED / name).read_text("utf-8").splitlines(keepends=True)
    return "".join(itertools.takewhile(lambda line: not line.startswith("["), lines))


def files_of(content: Document) -> dict[str, dict[str, Any]]:
    """Return what each file is to hold, section by section."""
    plain = msgspec.to_builtins(content, builtin_types=(date,), str_keys=True)
    return {name: {section: plain[section] for section in of} for name, of in _FILES.items()}


def document_of(db: Database) -> Document:
    """Say the database's content as a document.

    :raises NoContentError: if there is none.
    """
    if is_empty(db):
        raise NoContentError
    sections: dict[str, Any] = {
        "phases": {row["number"]: _dates(row) for row in _rows(db, "phases", "number")},
        **{section: _keyed(db, section) for section in KEYED},
        **{section: _single(db, section) for section in SINGLE},
    }
    for row in _rows(db, "seat_organisations", "seat, position"):
        sections["seats"][row["seat"]].setdefault("organisations", []).append(row["organisation"])
    _add_slugs(db, sections["phases"])
    _add_words(db, sections)
    _add_links(db, sections, "citations", "source")
    _add_links(db, sections, "mentions", "organisation")
    content = msgspec.convert(sections, Document, strict=False)  # SQLite has 1 for true
    content.history = recorded(db)
    return content


def _rows(db: Database, table: str, order: str) -> list[dict[str, Any]]:
    found = db.table(table).rows_where(order_by=order)
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def _keyed(db: Database, table: str) -> dict[str, dict[str, Any]]:
    rows = {row.pop("key"): row for row in _rows(db, table, "position")}
    for row in rows.values():
        del row["position"]
    return rows


def _single(db: Database, table: str) -> dict[str, Any]:
    (row,) = _rows(db, table, "id")
    del row["id"]
    return row


def _dates(row: Mapping[str, Any]) -> dict[str, Any]:
    days = ("started_on", "launched_on")
    return {
        name: date.fromisoformat(value) if name in days else value
        for name, value in row.items()
        if name != "number"
    }


def _add_slugs(db: Database, phases: dict[int, dict[str, Any]]) -> None:
    for row in _rows(db, "slugs", "language, slug"):
        phase = phases[row["phase"]]
        if row["is_current"]:
            phase.setdefault("slug", {})[row["language"]] = row["slug"]
        else:
            former = phase.setdefault("former_slugs", {})
            former.setdefault(row["language"], []).append(row["slug"])


def _add_words(db: Database, sections: dict[str, Any]) -> None:
    for row in _rows(db, "words", "subject, field, made_from is not null, language"):
        entry = _entry(sections, row["subject"])
        entry.setdefault(row["field"], {})[row["language"]] = row["text"]


def _add_links(db: Database, sections: dict[str, Any], table: str, column: str) -> None:
    for row in _rows(db, table, "subject, position"):
        entry = _entry(sections, row["subject"])
        entry.setdefault(f"{column}s", []).append(row[column])


def _entry(sections: dict[str, Any], subject: str) -> dict[str, Any]:
    section, _, key = subject.partition(".")
    entry = sections[section]
    if key:
        entry = entry[int(key) if section in NUMBERED else key]
    found: dict[str, Any] = entry
    return found
