"""What the content is made of, as files hold it: typed structures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from battkomp.content.partial_dates import PATTERN

Words = dict[str, str]
Key = str
Year = Annotated[int, Meta(ge=1900, le=2999)]
Number = Annotated[int, Meta(ge=1)]
# A day, a month, a season or a year: "2021-10-27", "2021-10", "2021-spring", "2021".
When = Annotated[str, Meta(pattern=PATTERN)]


class Entry(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that words and facts are about."""

    def words(self) -> Iterator[tuple[str, Words]]:
        """Yield each field that is written in every language, with its texts."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, dict) and name not in ("slug", "former_slugs"):
                yield name, value

    def facts(self) -> dict[str, Any]:
        """Return everything that is no words, as far as a page shows it."""
        hidden = {*dict(self.words()), "former_slugs"}
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in plain.items() if name not in hidden}


class PageEntry(Entry, kw_only=True):
    """A page that the site map names. The front page has more to say than the others."""

    title: Words
    description: Words
    label: Words | None = None
    kicker: Words | None = None
    body: Words | None = None
    hint: Words | None = None


class PhaseEntry(Entry, kw_only=True):
    """One of the project's parts. A date that is not known is left out.

    `body` is what was planned; `became` is what sources tell of what was done.
    """

    started_on: date | None = None
    launched_on: date | None = None
    handed_over: When | None = None
    slug: dict[str, str]
    former_slugs: dict[str, list[str]] = {}
    title: Words
    summary: Words
    body: Words
    became: Words | None = None
    sources: list[Key] = []

    def own_slugs(self) -> Iterator[tuple[str, str]]:
        """Yield the language and the slug of every address that is or was the phase's own."""
        yield from self.slug.items()
        for tag, slugs in self.former_slugs.items():
            yield from ((tag, slug) for slug in slugs)


class OrganisationEntry(Entry, kw_only=True):
    """A body that somebody represents, or that the content tells of.

    `name` is what texts call it, `official` its whole name where that is another.
    """

    group: Literal["partner", "network", "company", "public", "european"] | None = None
    as_of: When | None = None
    name: Words
    official: Words | None = None
    summary: Words | None = None
    website: str | None = None
    part_of: Key | None = None
    sources: list[Key] = []


class PersonEntry(Entry, kw_only=True):
    """A person, by the name they use."""

    name: str


class BoardEntry(Entry, kw_only=True):
    """The project board, as it was from one year to another."""

    first_year: Year
    last_year: Year
    introduction: Words


class SeatEntry(Entry, kw_only=True):
    """A place on the board. `represents` names the organisations by key, in braces."""

    person: Key
    organisations: list[Key]
    represents: Words


class ContactEntry(Entry, kw_only=True):
    """Whom to ask. The person and the address are left out as long as they are not known."""

    invitation: Words
    organisation: Key
    person: Key | None = None
    email: str | None = None


class SourceEntry(Entry, kw_only=True):
    """A page or a document that says what is said here. `title` is our word for it.

    `published` is left out where the source bears no date, and `language` is that of the source.
    """

    url: str
    publisher: str
    published: When | None = None
    language: str
    title: Words


class MilestoneEntry(Entry, kw_only=True):
    """Something that happened: in the project, around it, or since.

    `organisations` names those that it tells of.
    """

    on: When
    kind: Literal["project", "context", "since"]
    part: Number | None = None
    organisations: list[Key] = []
    title: Words
    body: Words | None = None
    sources: list[Key]


class FindingEntry(Entry, kw_only=True):
    """Something that the project found or recommends. `replaced_by` is what holds instead."""

    group: Literal["needs", "points", "gaps", "sprints", "measures"]
    part: Number
    number: Number | None = None
    state: Literal["preliminary", "confirmed", "replaced"]
    replaced_by: Key | None = None
    as_of: When
    title: Words
    body: Words | None = None
    sources: list[Key]


class ChartEntry(Entry, kw_only=True):
    """Figures that are drawn together: the message, and what is drawn."""

    title: Words
    subtitle: Words


class FigureEntry(Entry, kw_only=True):
    """A number, and what it counts. `sentence` says it whole, with `{value}` for the number.

    `owner` is the organisation whose figure it is, and left out for the project's own. `about` is
    the time that the figure tells of, where that is not `as_of`. `featured` figures are shown on
    the front page.
    """

    value: int | float
    unit: Literal["count", "percent", "nok-million", "nok-billion"]
    qualifier: Literal["exact", "about", "at-least", "more-than", "up-to"] = "exact"
    owner: Key | None = None
    part: Number | None = None
    featured: bool = False
    chart: Key | None = None
    about: When | None = None
    as_of: When
    label: Words
    sentence: Words
    sources: list[Key]


class StepEntry(Entry, kw_only=True):
    """A step of the value chain, with the organisations that sources name there."""

    as_of: When
    organisations: list[Key] = []
    title: Words
    body: Words
    sources: list[Key]


class TermEntry(Entry, kw_only=True):
    """A word that not everybody knows. `forms` are those that texts have it in, with commas."""

    term: Words
    forms: Words | None = None
    definition: Words
    sources: list[Key] = []
