"""Entries with results and background, from sources to terms."""

from typing import ClassVar, Generic, Literal

import msgspec

from battkomp.content.entry import Entry, Key, Number, OrganisationRef, SourceRef, W
from battkomp.content.model import FindingKind, FindingState, MilestoneKind, PartialDate, Unit


class Source(Entry[W], Generic[W], kw_only=True, frozen=True):
    """A page or a document that others cite. `title` is our name for it.

    `published` is left out if the source bears no date. `language` is the source's own.
    """

    section: ClassVar[str] = "sources"

    url: str
    publisher: str
    published: PartialDate | None = None
    language: str
    title: W


class Organisation(Entry[W], Generic[W, SourceRef, OrganisationRef], kw_only=True, frozen=True):
    """An organisation that the content names. Those with a `group` are listed.

    `name` is the usual name; `official` the whole name, if it differs.
    """

    section: ClassVar[str] = "organisations"

    group: Literal["partner", "network", "company", "public", "european"] | None = None
    as_of: PartialDate | None = None
    name: W
    official: W | None = None
    summary: W | None = None
    website: str | None = None
    part_of: OrganisationRef | None = None
    sources: tuple[SourceRef, ...] = ()


class Milestone(Entry[W], Generic[W, SourceRef, OrganisationRef], kw_only=True, frozen=True):
    """An event in the project, around it, or since. `organisations` are those that it is about.

    `label` is a short title for the drawing, for the few events that are written there.
    """

    section: ClassVar[str] = "milestones"

    on: PartialDate
    kind: MilestoneKind
    part: Number | None = None
    organisations: tuple[OrganisationRef, ...] = ()
    title: W
    label: W | None = None
    body: W | None = None
    sources: tuple[SourceRef, ...]


class Finding(Entry[W], Generic[W, SourceRef], kw_only=True, frozen=True):
    """A finding or recommendation of the project. `replaced_by` is the key of its successor.

    `state` is left out if it is neither preliminary nor replaced.
    """

    section: ClassVar[str] = "findings"

    group: FindingKind
    part: Number
    number: Number | None = None
    state: FindingState | None = None
    replaced_by: Key | None = None
    as_of: PartialDate
    title: W
    body: W | None = None
    sources: tuple[SourceRef, ...]

    def __post_init__(self) -> None:
        if self.state is FindingState.CONFIRMED:
            msgspec.structs.force_setattr(self, "state", None)


class Chart(Entry[W], Generic[W], kw_only=True, frozen=True):
    """The title and subtitle of figures that are drawn together."""

    section: ClassVar[str] = "charts"

    title: W
    subtitle: W


class Figure(Entry[W], Generic[W, SourceRef, OrganisationRef], kw_only=True, frozen=True):
    """A number and its meaning. `sentence` has `{value}` in the place of the number.

    `owner` is left out for the project's own figures. `about` is the time that the figure is
    about, if it differs from `as_of`. The front page shows `featured` figures.
    """

    section: ClassVar[str] = "figures"

    value: int | float
    unit: Unit
    qualifier: Literal["exact", "about", "at-least", "more-than", "up-to"] = "exact"
    owner: OrganisationRef | None = None
    part: Number | None = None
    featured: bool = False
    chart: Key | None = None
    about: PartialDate | None = None
    as_of: PartialDate
    label: W
    sentence: W
    sources: tuple[SourceRef, ...]


class Step(Entry[W], Generic[W, SourceRef, OrganisationRef], kw_only=True, frozen=True):
    """A step of the value chain, with the organisations that sources name there.

    `output` goes on to the next step, and from the last one back to the first.
    """

    section: ClassVar[str] = "steps"

    as_of: PartialDate | None = None
    organisations: tuple[OrganisationRef, ...] = ()
    title: W
    output: W | None = None
    body: W
    sources: tuple[SourceRef, ...]


class Term(Entry[W], Generic[W, SourceRef], kw_only=True, frozen=True):
    """An entry of the glossary. `forms` lists the forms in texts, separated by commas.

    `avoid` has, by language, wordings that texts do not use for it.
    """

    section: ClassVar[str] = "terms"

    term: W
    forms: W | None = None
    avoid: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    definition: W
    sources: tuple[SourceRef, ...] = ()
