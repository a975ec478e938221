"""The sections of the content: which kinds of entries there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic

from msgspec import Struct

from battkomp.content.entry import Entry, Key, OrganisationRef, PersonRef, SourceRef, W
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
from battkomp.content.project import Board, Contact, Page, Person, Phase, Seat


class Content(Struct, Generic[W, SourceRef, OrganisationRef, PersonRef], kw_only=True, frozen=True):
    """All entries, by section and key, in the order of the files."""

    pages: dict[Key, Page[W]]
    phases: dict[Key, Phase[W, SourceRef]]
    organisations: dict[Key, Organisation[W, SourceRef, OrganisationRef]]
    people: dict[Key, Person[W]]
    board: Board[W]
    seats: dict[Key, Seat[W, OrganisationRef, PersonRef]]
    contact: Contact[W, OrganisationRef, PersonRef]
    sources: dict[Key, Source[W]]
    milestones: dict[Key, Milestone[W, SourceRef, OrganisationRef]]
    findings: dict[Key, Finding[W, SourceRef]]
    charts: dict[Key, Chart[W]]
    figures: dict[Key, Figure[W, SourceRef, OrganisationRef]]
    steps: dict[Key, Step[W, SourceRef, OrganisationRef]]
    terms: dict[Key, Term[W, SourceRef]]

    def entries(self) -> Iterator[Entry[W]]:
        """Yield every entry."""
        for kind in KINDS:
            value = getattr(self, kind.section)
            yield from (value,) if kind.is_single else value.values()


KINDS: tuple[type[Entry[Any]], ...] = (
    Page,
    Phase,
    Organisation,
    Person,
    Board,
    Seat,
    Contact,
    Source,
    Milestone,
    Finding,
    Chart,
    Figure,
    Step,
    Term,
)
SECTIONS = {kind.section: kind for kind in KINDS}
