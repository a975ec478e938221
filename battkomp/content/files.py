"""The content as files hold it: typed structures, and the refusal of anything else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from battkomp.content.entries import (
    BoardEntry,
    ChartEntry,
    ContactEntry,
    Entry,
    FigureEntry,
    FindingEntry,
    Key,
    MilestoneEntry,
    OrganisationEntry,
    PageEntry,
    PersonEntry,
    PhaseEntry,
    SeatEntry,
    SourceEntry,
    StepEntry,
    TermEntry,
)


class BadContentError(Exception):
    """Content that is refused: the file, the key in it, and the reason, on one line."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))


class Remembered(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is remembered of a text: when it last changed, and what it was translated from."""

    digest: str
    changed_on: date
    made_from: str | None = None


class History(Struct, forbid_unknown_fields=True):
    """What is remembered of all texts, by subject, field and language; and of facts, by subject."""

    texts: dict[str, dict[str, Remembered]] = {}
    facts: dict[str, Remembered] = {}


class Document(Struct, kw_only=True):
    """The whole content, as the files in a folder say it together."""

    pages: dict[str, PageEntry]
    phases: dict[int, PhaseEntry]
    organisations: dict[Key, OrganisationEntry]
    people: dict[Key, PersonEntry]
    board: BoardEntry
    seats: dict[Key, SeatEntry]
    contact: ContactEntry
    sources: dict[Key, SourceEntry]
    milestones: dict[Key, MilestoneEntry]
    findings: dict[Key, FindingEntry]
    charts: dict[Key, ChartEntry]
    figures: dict[Key, FigureEntry]
    steps: dict[Key, StepEntry]
    terms: dict[Key, TermEntry]
    history: History = msgspec.field(default_factory=History)
    files: dict[str, str] = {}  # which file each section came from

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield everything that has words, under its subject (`phases.3`, `board`)."""
        for section, kind in SECTIONS.items():
            value = getattr(self, section)
            if isinstance(kind, type):
                yield section, value
            else:
                yield from ((f"{section}.{key}", entry) for key, entry in value.items())


# A section that holds one entry, or, as a one-element tuple, a section that holds many by key.
SECTIONS: Mapping[str, type[Entry] | tuple[type[Entry]]] = {
    "pages": (PageEntry,),
    "phases": (PhaseEntry,),
    "organisations": (OrganisationEntry,),
    "people": (PersonEntry,),
    "board": BoardEntry,
    "seats": (SeatEntry,),
    "contact": ContactEntry,
    "sources": (SourceEntry,),
    "milestones": (MilestoneEntry,),
    "findings": (FindingEntry,),
    "charts": (ChartEntry,),
    "figures": (FigureEntry,),
    "steps": (StepEntry,),
    "terms": (TermEntry,),
}
NUMBERED = ("phases",)  # sections whose keys are numbers


def read(folder: Path) -> Document:
    """Read the content files of a folder.

    :raises BadContentError: at the first thing that cannot be understood.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BadContentError(str(folder), "", "there are no .toml files here")
    return assemble((file.name, parse(file)) for file in files)


def parse(file: Path) -> dict[str, Any]:
    """Read one content file, without looking into its sections.

    :raises BadContentError: if there is no such file, or it is not TOML.
    """
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadContentError(file.name, "", str(error)) from error


def assemble(files: Iterable[tuple[str, Mapping[str, Any]]]) -> Document:
    """Make one document of parsed files, given with their names.

    :raises BadContentError: at the first thing that is missing, unknown, or of the wrong type.
    """
    sections: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for file, parsed in files:
        for section, value in parsed.items():
            if section in sections:
                raise BadContentError(file, section, f"this stands in {origin[section]} too")
            sections[section] = _section(file, section, value)
            origin[section] = file
    for section in SECTIONS:
        if section not in sections:
            raise BadContentError("", section, "there is no such section in any file")
    return Document(**sections, files=origin)


def _section(file: str, section: str, value: Any) -> Any:
    if section == "history":
        return _convert(file, section, value, History)
    kind = SECTIONS.get(section)
    if kind is None:
        raise BadContentError(file, section, "there is no such section")
    if isinstance(kind, type):
        return _convert(file, section, value, kind)
    entries = _convert(file, section, value, dict[Key, Any])
    return {
        _key(file, section, key): _convert(file, f"{section}.{key}", entry, kind[0])
        for key, entry in entries.items()
    }


def _key(file: str, section: str, key: str) -> str | int:
    if section not in NUMBERED:
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", key):
            reason = "a key has small letters from a to z, digits, and hyphens between them"
            raise BadContentError(file, f"{section}.{key}", reason)
        return key
    if not re.fullmatch("[1-9][0-9]{0,3}", key):
        raise BadContentError(file, f"{section}.{key}", "the key must be a number from 1 up")
    return int(key)


def _convert(file: str, key: str, value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        inner = re.sub(r"^(key in )?`?\$", "", path.rstrip("`"))
        raise BadContentError(file, f"{key}{inner}", reason) from error
