"""The content as one reader gets it: in one language, on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from battkomp.content.entry import Words
from battkomp.content.model import FindingKind, MilestoneKind, PartialDate, Text
from battkomp.content.outdated import OutdatedText, outdated_texts
from battkomp.content.views import (
    AnyEntry,
    Board,
    Chart,
    Contact,
    Figure,
    Finding,
    Localizer,
    Milestone,
    Organisation,
    Page,
    Phase,
    PhaseResults,
    Seat,
    Source,
    Step,
    Term,
    TermForms,
    forms_of,
)

if TYPE_CHECKING:
    from battkomp.content.snapshot import Snapshot

_Entry = TypeVar("_Entry", bound=AnyEntry)


class LocalizedContent:
    """All entries in the reader's language, with the entries that they name in place of keys.

    :param snapshot: the content in all languages.
    :param language: the tag of the reader's language.
    :param today: the day, on which the status of phases depends.
    """

    def __init__(self, snapshot: Snapshot, language: str, today: date) -> None:
        self.snapshot = snapshot
        self.language = language
        self.today = today
        source = snapshot.languages[0]
        self._localizer = Localizer(snapshot.document, language, source, today)

    def in_language(self, language: str) -> LocalizedContent:
        """Return the same content in another language."""
        return self.snapshot.localized(language, self.today)

    def version(self, entry: _Entry) -> _Entry:
        """Return an entry of any language in this one."""
        section = getattr(self.snapshot.document, entry.section)
        found: _Entry = self._localizer.entry(section[entry.key])
        return found

    def page(self, key: str) -> Page:
        """Return the words of a page in the site map."""
        page: Page = self._localizer.entry(self.snapshot.document.pages[key])
        return page

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The project's parts, in their order."""
        return tuple(sorted(self._section("phases"), key=lambda phase: phase.number))

    def phase_at(self, slug: str) -> Phase | None:
        """Return the phase whose address ends in `slug` now, or did once."""
        source = self.snapshot.languages[0]
        for tag in (self.language, source):
            for phase in self.phases:
                if (tag, slug) in phase.own_slugs():
                    return phase
        return None

    def slug_of(self, phase: Phase) -> str:
        """Return the last part of the address of a phase."""
        return phase.slug.get(self.language, phase.slug[self.snapshot.languages[0]])

    @property
    def former_slugs(self) -> tuple[str, ...]:
        """The last parts of addresses that redirect to the present address of a phase."""
        tags = (self.language, self.snapshot.languages[0])
        slugs = {
            slug for phase in self.phases for tag, slug in phase.own_slugs() if tag in tags
        } - {self.slug_of(phase) for phase in self.phases}
        return tuple(sorted(slugs))

    @property
    def board(self) -> Board:
        """The period and the introduction of the project board."""
        board: Board = self._localizer.entry(self.snapshot.document.board)
        return board

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """The seats of the project board, in the customer's order."""
        return tuple(map(self._localizer.with_names, self._section("seats")))

    @cached_property
    def board_organisations(self) -> tuple[Organisation, ...]:
        """The organisations on the board, each once."""
        found = {one.key: one for seat in self.seats for one in seat.organisations}
        return tuple(found.values())

    @property
    def contact(self) -> Contact:
        """Where to send questions."""
        contact: Contact = self._localizer.entry(self.snapshot.document.contact)
        return contact

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """All milestones, by date."""
        return tuple(sorted(self._section("milestones"), key=lambda one: one.on))

    @cached_property
    def started(self) -> PartialDate | None:
        """The date of the first milestone of the project, if there is one."""
        own = (one.on for one in self.milestones if one.kind is MilestoneKind.PROJECT)
        return next(own, None)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the files."""
        return tuple(self._section("findings"))

    @cached_property
    def finding_counts(self) -> Counter[FindingKind]:
        """The number of findings of each kind."""
        return Counter(finding.group for finding in self.findings)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, the project's own and others'."""
        return tuple(self._section("figures"))

    @cached_property
    def featured(self) -> tuple[Figure, ...]:
        """The figures of the front page."""
        return tuple(figure for figure in self.figures if figure.featured)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts, in the order of the files."""
        return tuple(self._section("charts"))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the value chain, in their order."""
        return tuple(self._section("steps"))

    @cached_property
    def since(self) -> tuple[Milestone, ...]:
        """The milestones since the project."""
        return tuple(one for one in self.milestones if one.kind is MilestoneKind.SINCE)

    def since_of(self, organisations: Iterable[Organisation]) -> tuple[Milestone, ...]:
        """Return the milestones since the project that are about any of some organisations."""
        keys = {one.key for one in organisations}
        return tuple(
            one for one in self.since if not keys.isdisjoint(body.key for body in one.organisations)
        )

    @cached_property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations that are listed, in the order of the files."""
        return tuple(one for one in self._section("organisations") if one.group is not None)

    @cached_property
    def partners(self) -> tuple[Organisation, ...]:
        """The organisations that ran the project."""
        return tuple(one for one in self.organisations if one.group == "partner")

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The glossary, in the order of the files."""
        return tuple(self._section("terms"))

    @cached_property
    def term_forms(self) -> TermForms:
        """The forms in which texts in this language have the terms."""
        terms = [term for term in self.terms if not term.term.is_fallback]
        return TermForms({form: term.key for term in terms for form in forms_of(term)})

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All sources, in the order of the files."""
        return tuple(self._section("sources"))

    def translations(self, entry: AnyEntry, field: str) -> Words:
        """Return a field of an entry in each language that has it."""
        section = getattr(self.snapshot.document, entry.section)
        words: Words = getattr(section[entry.key], field)
        return words

    def of_phase(self, phase: Phase) -> PhaseResults:
        """Return the entries that belong to a phase."""
        return PhaseResults(
            findings=tuple(one for one in self.findings if one.part == phase.number),
            figures=tuple(one for one in self.figures if one.part == phase.number),
            milestones=tuple(one for one in self.milestones if one.part == phase.number),
        )

    @cached_property
    def outdated(self) -> dict[str, OutdatedText]:
        """The translations that are older than their source text, by name."""
        return {one.name: one for one in outdated_texts(self.snapshot, self.language)}

    def gaps(self, entries: Iterable[AnyEntry]) -> tuple[Text, ...]:
        """Return the translations of some entries that are missing or outdated, in their order."""
        return tuple(
            text
            for entry in entries
            for _field, text in self._localizer.own(entry).words()
            if text.is_fallback or text.is_outdated
        )

    @cached_property
    def is_translated(self) -> bool:
        """Whether no translation is missing or outdated in all of the content."""
        document = self.snapshot.document
        return not self.gaps(self._localizer.entry(entry) for entry in document.entries())

    def changed_on(self, entries: Iterable[AnyEntry]) -> date:
        """Return the day on which any of some entries last changed in this language."""
        return max(self._localizer.changed_on(entry) for entry in entries)

    def _section(self, name: str) -> Iterator[Any]:
        return map(self._localizer.entry, getattr(self.snapshot.document, name).values())
