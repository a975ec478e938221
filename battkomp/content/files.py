"""Reading content from TOML files, and refusing files that do not fit the declarations."""

import re
import stat
import tomllib
import typing
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from battkomp.content.entry import DERIVED, Entry, Key, Words
from battkomp.content.knowledge import (
    Chart,
    Figure,
    Finding,
    Milestone,
    Organisation,
    Source,
    Step,
    Term,
)
from battkomp.content.model import PartialDate, Place, json_of
from battkomp.content.project import Board, Contact, Page, Person, Phase, Seat
from battkomp.spelling import clean

_LARGEST_FILE = 20_000_000  # bytes; the content that ships has 250,000 in all

ORDER = "order"  # in the place of a field: the keys of a section, in the order of its entries


class BadContentError(Exception):
    """Content that is refused: the file, the key in it, and the reason, on one line.

    :param reason: a `Reason` if the catalogs have it.
    :param faults: a line for each fault, if there may be several.
    """

    def __init__(self, file: str, key: str, reason: str, faults: Iterable[str] = ()) -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))
        self.key, self.reason, self.faults = key, reason, tuple(faults)


class Remembered(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The history of a text: when it last changed, and the digest of its source text.

    :param alone: if a translation was changed without its source, and not confirmed since: the
        digest of the translation that was last confirmed.
    """

    digest: str
    changed_on: date
    made_from: str | None = None
    alone: str | None = None

    def is_older_than(self, source: "Remembered") -> bool:
        """Tell whether the source text has changed since this translation was made from it."""
        return self.made_from not in (None, source.digest)


class History(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The history of texts, by name and language, and of the facts of entries, by subject.

    :param accepted: the disagreements that an editor has accepted, by `Disagreement.identity`, each
        with the reason.
    :param publication: the number of the last publication in an export.
    """

    texts: dict[str, dict[str, Remembered]] = {}
    facts: dict[str, Remembered] = {}
    accepted: dict[str, str] = {}
    publication: int | None = None


class Document(Struct, kw_only=True, frozen=True, dict=True):
    """The whole content as files hold it: all entries, by section and key, in their order.

    `files` names the file that each section is from.
    """

    pages: dict[Key, Page[Words]]
    phases: dict[Key, Phase[Words, Key]]
    organisations: dict[Key, Organisation[Words, Key, Key]]
    people: dict[Key, Person[Words]]
    board: Board[Words]
    seats: dict[Key, Seat[Words, Key, Key]]
    contact: Contact[Words, Key, Key]
    sources: dict[Key, Source[Words]]
    milestones: dict[Key, Milestone[Words, Key, Key]]
    findings: dict[Key, Finding[Words, Key]]
    charts: dict[Key, Chart[Words]]
    figures: dict[Key, Figure[Words, Key, Key]]
    steps: dict[Key, Step[Words, Key, Key]]
    terms: dict[Key, Term[Words, Key]]
    history: History = msgspec.field(default_factory=History)
    files: dict[str, str] = msgspec.field(default_factory=dict)

    def entries(self) -> Iterator[Entry[Words]]:
        """Yield every entry."""
        for section, kind in SECTIONS.items():
            value = getattr(self, section)
            yield from (value,) if kind.is_single else value.values()

    @cached_property
    def values(self) -> Mapping[Place, str]:
        """All texts, and the facts and orders as JSON. The desk looks at them often."""
        several = [section for section, kind in SECTIONS.items() if not kind.is_single]
        orders = {(one, ORDER, ""): json_of([*getattr(self, one)]) for one in several}
        return dict(chain.from_iterable(one.values() for one in self.entries())) | orders


# By section, the type of its entries in files, such as `Page[Words]`, and their kind.
_TYPES = {
    field.name: typing.get_args(field.type)[-1]
    if typing.get_origin(field.type) is dict
    else field.type
    for field in msgspec.structs.fields(Document)
    if field.name not in ("history", "files")
}
SECTIONS: dict[str, type[Entry[Any]]] = {
    section: typing.get_origin(one) for section, one in _TYPES.items()
}


def read(folder: Path) -> Document:
    """Read the content files of a folder.

    :raises BadContentError: at the first error in a file.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BadContentError(str(folder), "", "there are no .toml files here")
    return assemble((file.name, parse(file)) for file in files)


def read_history(folder: Path) -> History:
    """Read only the history of a folder, which is empty without a `history.toml`.

    :raises BadContentError: if it cannot be read.
    """
    file = folder / "history.toml"
    found = parse(file) if file.exists() else {}
    history: History = _section(file.name, "history", found.get("history", {}))
    return history


def parse(file: Path) -> dict[str, Any]:
    """Read one content file as plain TOML.

    :raises BadContentError: if the file is missing, too large, not a plain file, or not TOML.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadContentError(file.name, "", "this is not a plain file")
        if status.st_size > _LARGEST_FILE:
            raise BadContentError(file.name, "", f"this has more than {_LARGEST_FILE} bytes")
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadContentError(file.name, "", str(error)) from error


def assemble(files: Iterable[tuple[str, Mapping[str, Any]]]) -> Document:
    """Make one document of parsed files, given with their names.

    :raises BadContentError: at the first section, key or value that is missing, unknown, or of
        the wrong type.
    """
    sections: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for file, parsed in files:
        for section, value in parsed.items():
            if section in sections:
                raise BadContentError(file, section, f"this is in {origin[section]} too")
            sections[section] = _section(file, section, value)
            origin[section] = file
    for section in SECTIONS:
        if section not in sections:
            raise BadContentError("", section, "no file has this section")
    return Document(**sections, files=origin)


def _section(file: str, section: str, value: Any) -> Any:
    if section == "history":
        return _convert(file, section, value, History)
    if section not in SECTIONS:
        raise BadContentError(file, section, "there is no such section")
    if SECTIONS[section].is_single:
        return _entry(file, section, "", value)
    entries = _convert(file, section, value, dict[Key, Any])
    return {key: _entry(file, section, key, entry) for key, entry in entries.items()}


def _entry(file: str, section: str, key: str, value: Any) -> Any:
    kind = SECTIONS[section]
    name = section if kind.is_single else f"{section}.{key}"
    if not kind.is_single and not re.fullmatch(kind.key_pattern, key):
        raise BadContentError(file, name, kind.key_rule)
    fields = _convert(file, name, value, dict[str, Any])
    for derived in DERIVED:
        if derived in fields:
            raise BadContentError(file, f"{name}.{derived}", "there is no such field")
    entry: Entry[Words] = _convert(file, name, fields | {"key": key}, _TYPES[section])
    kept = {field: _cleaned(getattr(entry, field)) for field in entry.__struct_fields__}
    return msgspec.structs.replace(entry, **kept)


def _cleaned(value: Any) -> Any:
    """Return the value of a field with its texts as they are kept."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, dict):
        return {tag: _cleaned(one) for tag, one in value.items()}
    return tuple(map(_cleaned, value)) if isinstance(value, tuple) else value


def _convert(file: str, key: str, value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind, dec_hook=_partial_date)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        inner = re.sub(r"^(key in )?`?\$", "", path.rstrip("`"))
        raise BadContentError(file, f"{key}{inner}", reason) from error


def document_of(entries: defaultdict[str, dict[str, Any]], history: History) -> Document:
    """Make a document of plain values.

    :param entries: the fields of each entry by its subject, and `ORDER` by the name of the section.
    :raises msgspec.ValidationError: if a value does not fit.
    """
    sections: dict[str, Any] = {"history": history}
    for section, kind in SECTIONS.items():
        keys = entries[section].get(ORDER, ())
        by_key = {key: entries[f"{section}.{key}"] | {"key": key} for key in keys}
        sections[section] = entries[section] if kind.is_single else by_key
    return msgspec.convert(sections, Document, dec_hook=_partial_date)


def _partial_date(kind: type, value: Any) -> Any:
    if kind is PartialDate and isinstance(value, str):
        return PartialDate.of(value)
    raise TypeError(f"Expected `{kind.__name__}`, got `{type(value).__name__}`")
