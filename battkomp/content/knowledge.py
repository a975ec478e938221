"""What the project found, when, and who says so, as the rest of the site sees it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from battkomp.content.model import Organisation, Text
from battkomp.content.partial_dates import When


@dataclass(frozen=True)
class Source:
    """A page or a document that says what is said here.

    `published` is None where it bears no date. `language` is the tag of the source's own.
    """

    key: str
    url: str
    publisher: str
    published: When | None
    language: str
    title: Text


class Kind(enum.Enum):
    """What a milestone is one of: the project, what happened around it, or what came after."""

    PROJECT = "project"
    CONTEXT = "context"
    SINCE = "since"


@dataclass(frozen=True)
class Milestone:
    """Something that happened. `part` is that of the project whose own work it belongs to."""

    key: str
    on: When
    kind: Kind
    part: int | None
    title: Text
    body: Text | None
    sources: tuple[Source, ...]


class Group(enum.Enum):
    """What findings are listed together, in this order."""

    NEEDS = "needs"
    POINTS = "points"
    GAPS = "gaps"
    SPRINTS = "sprints"
    MEASURES = "measures"


class State(enum.Enum):
    """How far a finding can be relied on."""

    PRELIMINARY = "preliminary"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Finding:
    """Something that the project found or recommends. `replaced_by` is the key of another."""

    key: str
    group: Group
    part: int
    number: int | None
    state: State
    replaced_by: str | None
    as_of: When
    title: Text
    body: Text | None
    sources: tuple[Source, ...]


class Unit(enum.Enum):
    """What a figure is counted in."""

    COUNT = "count"
    PERCENT = "percent"
    NOK_MILLION = "nok-million"
    NOK_BILLION = "nok-billion"


@dataclass(frozen=True)
class Figure:
    """A number, and what it counts. `owner` is None for the project's own.

    `sentence` says it whole, with `{value}` where the number stands. `about` is the time that it
    tells of, where that is not the time at which it was true.
    """

    key: str
    value: float
    unit: Unit
    qualifier: str
    owner: Organisation | None
    part: int | None
    chart: str | None
    about: When | None
    as_of: When
    label: Text
    sentence: Text
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Chart:
    """Figures of one unit that are drawn together. `title` is their message."""

    key: str
    title: Text
    subtitle: Text
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Step:
    """A step of the value chain, and who is named there."""

    key: str
    as_of: When
    title: Text
    body: Text
    organisations: tuple[Organisation, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Term:
    """A word that not everybody knows.

    `names` holds it in every language; `forms` are those that texts of the reader's have it in.
    """

    key: str
    names: Mapping[str, Text]
    name: Text
    forms: tuple[str, ...]
    definition: Text
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Form:
    """How a term is written in texts. `term` is the key of it."""

    written: str
    term: str


@dataclass(frozen=True)
class Profile:
    """What is said of an organisation, and what has happened to it since the project."""

    organisation: Organisation
    group: str
    as_of: When | None
    official: Text | None
    summary: Text
    since: tuple[Milestone, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Part:
    """What belongs to one of the project's parts. `sources` are those of what it became."""

    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]
    sources: tuple[Source, ...]
