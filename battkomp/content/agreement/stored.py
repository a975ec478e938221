"""The facts of the content, as checks of prose look them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from battkomp.content.entry import Entry, Words
from battkomp.content.files import Document
from battkomp.content.model import FindingKind, FindingState, MilestoneKind, PartialDate

# The dates of these are what their texts and sources tell. Those of others only say how fresh a
# text is.
_EVENTS = ("milestones", "figures", "findings", "phases")


@dataclass(frozen=True)
class StoredFacts:
    """The dates, figures and counts of a document."""

    document: Document
    _found: dict[str, tuple[set[PartialDate], set[PartialDate]]] = field(default_factory=dict)

    @cached_property
    def entries(self) -> dict[str, Entry[Words]]:
        """Every entry, by its subject."""
        return {one.subject: one for one in self.document.entries()}

    def dates(self, subject: str) -> tuple[set[PartialDate], set[PartialDate]]:
        """Return the dates of an entry that is an event, and all dates that its texts may tell.

        These are also those of its sources, of the entries that it names, that name it, or that
        have a source in common with it. A page without entries tells the dates of the project.
        """
        if subject not in self._found:
            entry = self.entries[subject]
            related = {day for one in self._related(entry) for day in _dates(one)}
            own = _dates(entry) if entry.section in _EVENTS else set()
            self._found[subject] = own, related or self._project
        return self._found[subject]

    @cached_property
    def _project(self) -> set[PartialDate]:
        own = [one for one in self.entries.values() if one.section in ("phases", "board")]
        steps = self.document.milestones.values()
        own += [one for one in steps if one.kind is MilestoneKind.PROJECT]
        return {day for one in own for day in _dates(one)}

    @cached_property
    def years(self) -> tuple[int, int]:
        """The first and the last year of the project."""
        years = [one.year for one in self._project]
        return min(years), max(years)

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
        if entry.section == "pages":
            yield from (one for one in self.entries.values() if one.section == entry.key)
        for _, section, key in entry.references():
            yield getattr(self.document, section)[key]
            if section == "sources":
                others = self._naming[f"{section}.{key}"]
                yield from (one for one in others if one.section in _EVENTS)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers of things that texts may count, by the name that `languages.toml` has."""
        findings = self.document.findings.values()
        groups = [one.group for one in findings if one.state is not FindingState.REPLACED]
        partners = [one for one in self.document.organisations.values() if one.group == "partner"]
        return {
            "members": len(self.document.seats),
            "parts": len(self.document.phases),
            "steps": len(self.document.steps),
            "partners": len(partners),
            **{kind.value: groups.count(kind) for kind in FindingKind},
        }


def _dates(entry: Entry[Words]) -> set[PartialDate]:
    fields = (getattr(entry, name) for name in entry.__struct_fields__)
    dates = {PartialDate.of(str(one)) for one in fields if isinstance(one, PartialDate | date)}
    return dates | {PartialDate(year) for year in getattr(entry, "years", ())}
