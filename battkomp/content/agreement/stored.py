"""The facts of the content, as checks of prose look them up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.knowledge import Figure
from battkomp.content.model import FindingKind, FindingState, MilestoneKind, PartialDate

_WORD = re.compile(r"\w{4,}")
_STEM = 7  # letters that forms of a word have in common, as in "bedriftene" and "bedrifter"
# The dates of these are what their texts and sources tell. Those of others only say how fresh a
# text is.
_EVENTS = ("milestones", "figures", "findings", "phases")
_YEARS = ("first_year", "last_year")

StoredFigure = Figure[Words, str, str]


@dataclass(frozen=True)
class StoredFacts:
    """The dates, figures and counts of a document."""

    document: Document
    _found: dict[str, tuple[frozenset[PartialDate], frozenset[PartialDate]]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def entries(self) -> dict[str, Entry[Words]]:
        """Every entry, by its subject."""
        return {one.subject: one for one in self.document.entries()}

    @cached_property
    def _project(self) -> frozenset[PartialDate]:
        """The dates of the project: of its parts, its board and its own events."""
        steps = self.document.milestones.values()
        own = [one for one in steps if one.kind is MilestoneKind.PROJECT]
        return _dates((*self.document.phases.values(), self.document.board, *own))

    def dates(self, subject: str) -> tuple[frozenset[PartialDate], frozenset[PartialDate]]:
        """Return the dates of an entry that is an event, and all dates that its texts may tell.

        These are also those of its sources, of the entries that it names, that name it, or that
        have a source in common with it. A page without entries tells the dates of the project.
        """
        if subject not in self._found:
            entry = self.entries[subject]
            own = _dates([entry] if entry.section in _EVENTS else ())
            self._found[subject] = own, _dates(self._related(entry)) or self._project
        return self._found[subject]

    def period(self, subject: str) -> tuple[int, int]:
        """Return the first and last year of the project, or of the board for its texts."""
        return self.document.board.years if subject.endswith("board") else self._years

    @cached_property
    def _years(self) -> tuple[int, int]:
        years = [one.year for one in self._project]
        return min(years), max(years)

    def sources(self, subject: str) -> frozenset[str]:
        """Return the keys of the sources of an entry."""
        return frozenset(getattr(self.entries[subject], "sources", ()))

    def is_of_the_project(self, subject: str) -> bool:
        """Tell whether an entry is about the project, and not about others."""
        kind = getattr(self.entries[subject], "kind", MilestoneKind.PROJECT)
        return kind is MilestoneKind.PROJECT and not subject.startswith("organisations.")

    @cached_property
    def _naming(self) -> dict[str, list[Entry[Words]]]:
        """By subject, the entries that name an entry, or are drawn in a chart."""
        naming = defaultdict(list)
        for entry in self.entries.values():
            for _, section, key in entry.references():
                naming[f"{section}.{key}"].append(entry)
        for figure in self.document.figures.values():
            naming[f"charts.{figure.chart}"].append(figure)
        return naming

    def _related(self, entry: Entry[Words]) -> Iterator[Entry[Words]]:
        yield entry
        yield from self._naming.get(entry.subject, ())
        for _, section, key in entry.references():
            yield getattr(self.document, section)[key]
            if section == "sources":
                others = self._naming[f"{section}.{key}"]
                yield from (one for one in others if one.section in _EVENTS)
        if entry.section == "pages":
            yield from (one for one in self.entries.values() if one.section == entry.key)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers of things that texts may count, by the name that `languages.toml` has."""
        groups = [
            one.group
            for one in self.document.findings.values()
            if one.state is not FindingState.REPLACED
        ]
        partners = [one for one in self.document.organisations.values() if one.group == "partner"]
        return {
            "members": len(self.document.seats),
            "parts": len(self.document.phases),
            "steps": len(self.document.steps),
            "partners": len(partners),
            **{kind.value: groups.count(kind) for kind in FindingKind},
        }

    def words(self, figure: StoredFigure, language: str) -> frozenset[str]:
        """Return the stems of the words that a figure is told with."""
        return stems(f"{figure.label.get(language, '')} {figure.sentence.get(language, '')}")


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text that have four letters or more."""
    return frozenset(one[:_STEM].lower() for one in _WORD.findall(text))


def _dates(entries: Iterable[Entry[Any]]) -> frozenset[PartialDate]:
    return frozenset(one for entry in entries for one in _dates_of(entry))


def _dates_of(entry: Entry[Any]) -> Iterator[PartialDate]:
    for name in entry.__struct_fields__:
        value = getattr(entry, name)
        if isinstance(value, PartialDate):
            yield value
        elif isinstance(value, date):
            yield PartialDate(value.year, value.month, value.day)
        elif name in _YEARS:
            yield PartialDate(value)
