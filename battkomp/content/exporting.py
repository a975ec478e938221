"""Content from the database back into files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from sqlite_utils import Database

from battkomp.content.document import Document

# Which sections stand together in a file.
_FILES: Mapping[str, tuple[str, ...]] = {
    "pages.toml": ("pages",),
    "phases.toml": ("phases",),
    "organisations.toml": ("organisations",),
    "board.toml": ("board", "seats", "people"),
    "contact.toml": ("contact",),
    "history.toml": ("history",),
}
_REMEMBERED: tuple[str, ...] = ("digest", "changed_on", "made_from")
_HISTORY_NOTE = (
    "# What was known of each text when it was last looked at: the day it changed, and which\n"
    "# source text a translation was made from. Written by `flask content confirm` and\n"
    "# `flask content export`; not for editing by hand.\n\n"
)


def export(db: Database, folder: Path) -> None:
    """Write the content as files that `loading.load` reads back into the same database."""
    write(document_of(db), folder)


def write(content: Document, folder: Path) -> None:
    """Write a document as files, one part of the site in each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sections in files_of(content).items():
        text = tomli_w.dumps(sections, multiline_strings=True)
        (folder / name).write_text(text, "utf-8")
    write_history(content, folder)


def write_history(content: Document, folder: Path) -> None:
    """Write only what is remembered of a document's texts."""
    history = msgspec.to_builtins(content.history, builtin_types=(date,))
    text = tomli_w.dumps({"history": history})
    (folder / "history.toml").write_text(_HISTORY_NOTE + text, "utf-8")


def files_of(content: Document) -> dict[str, dict[str, Any]]:
    """Return what each file is to hold, section by section."""
    plain = msgspec.to_builtins(content, builtin_types=(date,), str_keys=True)
    return {name: {section: plain[section] for section in of} for name, of in _FILES.items()}


def document_of(db: Database) -> Document:
    """Say the database's content as a document."""
    sections: dict[str, Any] = {
        "pages": {row["key"]: {} for row in _rows(db, "pages order by position")},
        "phases": {row["number"]: _dates(row) for row in _rows(db, "phases order by number")},
        "organisations": {row.pop("key"): row for row in _rows(db, "organisations order by rowid")},
        "people": {row.pop("key"): row for row in _rows(db, "people order by rowid")},
        "board": _single(db, "board"),
        "seats": {row["position"]: _seat(db, row) for row in _rows(db, "seats order by position")},
        "contact": _single(db, "contact"),
    }
    _add_slugs(db, sections["phases"])
    _add_words(db, sections)
    return msgspec.convert(sections, Document)


def _rows(db: Database, table: str) -> list[dict[str, Any]]:
    found = db.query(f"select * from {table}")  # noqa: S608
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def _single(db: Database, table: str) -> dict[str, Any]:
    row = _rows(db, table)[0]
    del row["id"]
    return row


def _dates(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(row[name]) for name in ("started_on", "launched_on") if name in row
    }


def _seat(db: Database, row: Mapping[str, Any]) -> dict[str, Any]:
    links = db.query(
        "select organisation from seat_organisations where seat = ? order by position",
        [row["position"]],
    )
    return {"person": row["person"], "organisations": [link["organisation"] for link in links]}


def _add_slugs(db: Database, phases: dict[int, dict[str, Any]]) -> None:
    for row in _rows(db, "slugs order by language, slug"):
        phase = phases[row["phase"]]
        if row["is_current"]:
            phase.setdefault("slug", {})[row["language"]] = row["slug"]
        else:
            former = phase.setdefault("former_slugs", {})
            former.setdefault(row["language"], []).append(row["slug"])


def _add_words(db: Database, sections: dict[str, Any]) -> None:
    history: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _rows(db, "words order by subject, field, made_from is not null, language"):
        subject, field, tag = row["subject"], row["field"], row["language"]
        section, _, key = subject.partition(".")
        entry = sections[section]
        if key:
            entry = entry[int(key) if key.isdecimal() else key]
        entry.setdefault(field, {})[tag] = row["text"]
        remembered: dict[str, Any] = {name: row[name] for name in _REMEMBERED if name in row}
        history.setdefault(f"{subject}.{field}", {})[tag] = remembered
    sections["history"] = history
