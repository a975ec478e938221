"""Entries about the project itself: pages, phases, the board and the contact."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Generic

import msgspec

from battkomp.content.entry import Entry, OrganisationRef, PersonRef, SourceRef, W, Year
from battkomp.content.model import PartialDate, PhaseStatus, Text
from battkomp.content.reasons import Reason
from battkomp.languages import N_


class Page(Entry[W], Generic[W], kw_only=True, frozen=True):
    """The words of a page in the site map. The front page has more of them than the others."""

    section: ClassVar[str] = "pages"

    title: W
    description: W
    label: W | None = None
    kicker: W | None = None
    body: W | None = None
    hint: W | None = None

    @property
    def menu_label(self) -> W:
        """The name of the page in menus."""
        return self.title if self.label is None else self.label

    @property
    def about(self: "Page[Text]") -> Text:
        """The description for search engines and feeds, in the same language as the title."""
        return self.title if self.description.is_fallback else self.description


class Phase(Entry[W], Generic[W, SourceRef], kw_only=True, frozen=True):
    """One of the project's parts. Dates that are not known are left out.

    `label` is its name in the menu, where that is shorter than the title. `body` is the plan;
    `became` tells of the result. `slug` holds the last part of the address of the phase's page by
    language. A former slug redirects to the present one.
    """

    section: ClassVar[str] = "phases"
    key_pattern: ClassVar[str] = "[1-9][0-9]{0,3}"
    key_rule: ClassVar[Reason] = Reason(N_("the key must be a number from 1 up"))

    started_on: date | None = None
    launched_on: date | None = None
    handed_over: PartialDate | None = None
    slug: dict[str, str]
    former_slugs: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    title: W
    label: W | None = None
    summary: W
    body: W
    became: W | None = None
    sources: tuple[SourceRef, ...] = ()
    status: PhaseStatus = PhaseStatus.PLANNED

    @property
    def menu_label(self) -> W:
        """The name of the phase in menus."""
        return self.title if self.label is None else self.label

    @property
    def number(self) -> int:
        """The number of the part, from 1."""
        return int(self.key)

    @property
    def about(self: "Phase[Text, Any]") -> Text:
        """The description for search engines and feeds, in the same language as the title."""
        return self.title if self.summary.is_fallback else self.summary

    @property
    def is_fallback(self: "Phase[Text, Any]") -> bool:
        """Whether the title or the text of the phase is not in the reader's language."""
        return self.title.is_fallback or self.body.is_fallback

    def own_slugs(self) -> Iterator[tuple[str, str]]:
        """Yield the language and the slug of every present and former address."""
        yield from self.slug.items()
        for tag, slugs in self.former_slugs.items():
            yield from ((tag, slug) for slug in slugs)

    def status_on(self, day: date) -> PhaseStatus:
        """Return how far the phase is on a day. Without dates it is planned."""
        if self.launched_on is not None and self.launched_on <= day:
            return PhaseStatus.LAUNCHED
        if self.handed_over is not None and self.handed_over.last <= day:
            return PhaseStatus.LAUNCHED
        if self.started_on is not None and self.started_on <= day:
            return PhaseStatus.UNDER_WAY
        return PhaseStatus.PLANNED


class Person(Entry[W], Generic[W], kw_only=True, frozen=True):
    """A person, by the name that they use."""

    section: ClassVar[str] = "people"

    name: str


class Board(Entry[W], Generic[W], kw_only=True, frozen=True):
    """The project board in a period of whole years, both included."""

    section: ClassVar[str] = "board"
    is_single: ClassVar[bool] = True

    first_year: Year
    last_year: Year
    introduction: W

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year."""
        return self.first_year, self.last_year


class Seat(Entry[W], Generic[W, OrganisationRef, PersonRef], kw_only=True, frozen=True):
    """A seat on the board. `represents` names the organisations by key, in braces."""

    section: ClassVar[str] = "seats"

    person: PersonRef
    organisations: tuple[OrganisationRef, ...]
    represents: W


class Contact(Entry[W], Generic[W, OrganisationRef, PersonRef], kw_only=True, frozen=True):
    """Where to send questions. The person and the address are left out if they are not known."""

    section: ClassVar[str] = "contact"
    is_single: ClassVar[bool] = True

    invitation: W
    organisation: OrganisationRef
    person: PersonRef | None = None
    email: str | None = None
