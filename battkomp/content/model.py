"""What the content is made of, as the rest of the site sees it."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from battkomp.content.partial_dates import When

PAGE_KEYS = (
    *("home", "phases", "findings", "timeline", "chain", "figures", "organisations", "board"),
    *("sources", "glossary", "search", "data", "contact", "accessibility", "privacy"),
)


@dataclass(frozen=True)
class Text:
    """A text as one reader gets it: in their language, or else in the source language.

    `language` is the language that `value` is written in. `is_fallback` says that it is not the
    one asked for; `is_outdated` that the source text has changed since this translation of it.
    """

    value: str
    language: str
    is_fallback: bool = False
    is_outdated: bool = False

    def __str__(self) -> str:
        return self.value

    def __html__(self) -> str:
        """The text for a page, marked with its language if the page is in another (WCAG 3.1.2).

        A line may break after a slash, as "utdanning/kompetanse" is wider than a small screen.
        """
        html = escape(self.value).replace("/", "/<wbr>")
        return f'<span lang="{self.language}">{html}</span>' if self.is_fallback else html

    @property
    def paragraphs(self) -> tuple[Text, ...]:
        """The text cut at its blank lines."""
        parts = re.split(r"\n\s*\n", self.value.strip())
        return tuple(replace(self, value=part.strip()) for part in parts)


@dataclass(frozen=True)
class Page:
    """The words of a page that the site map names: what it is called, and what it says first."""

    key: str
    title: Text
    label: Text
    description: Text
    kicker: Text | None
    body: Text | None
    hint: Text | None

    @property
    def about(self) -> Text:
        """What the page tells others of itself, never in another language than its title."""
        return self.title if self.description.is_fallback else self.description


class Status(enum.Enum):
    """How far a phase is. The values are what the addresses of styles and tests use."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    LAUNCHED = "launched"


@dataclass(frozen=True)
class Phase:
    """One of the project's three parts. `slugs` holds the last part of its address per language.

    `body` is what was planned, `became` what was done. `launched_on` is None for a part that was
    not launched on a known day; it may have been handed over nevertheless.
    """

    number: int
    slugs: Mapping[str, str]
    title: Text
    summary: Text
    body: Text
    became: Text | None
    started_on: date | None
    launched_on: date | None
    handed_over: When | None
    status: Status

    @property
    def about(self) -> Text:
        """What the page tells others of itself, never in another language than its title."""
        return self.title if self.summary.is_fallback else self.summary

    @property
    def is_fallback(self) -> bool:
        """Whether the phase's page is not all in the language asked for."""
        return self.title.is_fallback or self.body.is_fallback

    @property
    def subject(self) -> str:
        """The name under which the phase's words are kept."""
        return f"phases.{self.number}"

    def slug(self, language: str, source: str) -> str:
        """Return the last part of the phase's address in a language, which may lack its own."""
        return self.slugs.get(language, self.slugs[source])


@dataclass(frozen=True)
class Moved:
    """What is found at an address that was right once: the address that is right now."""

    slug: str


@dataclass(frozen=True)
class Organisation:
    """A body that somebody represents.

    `website` is None where no address has been verified; `part_of` names the body it belongs to.
    """

    key: str
    name: Text
    website: str | None
    part_of: Text | None


@dataclass(frozen=True)
class Seat:
    """One place on the project board: who has it, and what they represent."""

    key: str
    person: str
    represents: Text
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Period:
    """Whole calendar years, both included."""

    first: int
    last: int


@dataclass(frozen=True)
class Board:
    """The project board as it was in a stated period, in the customer's order."""

    as_of: Period
    introduction: Text
    seats: tuple[Seat, ...]
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Contact:
    """Whom to ask. `person` and `email` are None as long as they are not known."""

    invitation: Text
    organisation: Organisation
    person: str | None
    email: str | None


def status_of(
    started_on: date | None, launched_on: date | None, handed_over: When | None, today: date
) -> Status:
    """Tell how far a phase is on a day. A phase without dates is planned: none is invented."""
    if launched_on is not None and launched_on <= today:
        return Status.LAUNCHED
    if handed_over is not None and handed_over.last <= today:
        return Status.LAUNCHED
    if started_on is not None and started_on <= today:
        return Status.UNDER_WAY
    return Status.PLANNED
