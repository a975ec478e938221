"""Content of an earlier release, with what this one needs beside it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlite_utils import Database

from battkomp.content.entries import Entry, OrganisationEntry, PhaseEntry
from battkomp.content.files import Document
from battkomp.content.model import PAGE_KEYS

# The sections that the first release did not have. They stand or fall together.
_KNOWLEDGE = ("sources", "milestones", "findings", "charts", "figures", "steps", "terms")


def is_complete(db: Database) -> bool:
    """Tell whether a database has all the pages that there are, and a knowledge base."""
    pages = {str(row["key"]) for row in db.table("pages").rows}
    return pages >= {*PAGE_KEYS} and any(db.table(section).count for section in _KNOWLEDGE)


def completed(content: Document, seed: Document) -> Document:
    """Return content with the pages and sections that it lacks; nothing it has is changed.

    Who has no knowledge base gets the one that ships, with what it says of organisations and parts.
    """
    added: dict[str, Any] = {"pages": content.pages | _missing(content.pages, seed.pages)}
    if not any(getattr(content, section) for section in _KNOWLEDGE):
        added |= {section: getattr(seed, section) for section in _KNOWLEDGE}
        added["organisations"] = _filled_in(content.organisations, seed.organisations)
        added["organisations"] |= _missing(content.organisations, seed.organisations)
        added["phases"] = _filled_in(content.phases, seed.phases)
    return msgspec.structs.replace(content, **added)


def _missing(own: dict[Any, Any], seed: dict[Any, Any]) -> dict[Any, Any]:
    return {key: entry for key, entry in seed.items() if key not in own}


def _filled_in(own: dict[Any, Any], seed: dict[Any, Any]) -> dict[Any, Any]:
    return {key: _with(entry, seed[key]) if key in seed else entry for key, entry in own.items()}


def _with(own: Entry, seed: Entry) -> Entry:
    names = _ADDED[type(own)]
    return msgspec.structs.replace(own, **{name: getattr(seed, name) for name in names})


# What an entry can say in this release, and could not in the first.
_ADDED: dict[type[Entry], tuple[str, ...]] = {
    OrganisationEntry: ("group", "as_of", "official", "summary", "sources"),
    PhaseEntry: ("handed_over", "became", "sources"),
}
