"""The timeline, and the drawing of how long each part of the project took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from battkomp.content.model import MilestoneKind, PartialDate
from battkomp.content.views import Milestone, Phase
from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.text_links import GlossaryLinks, unique_sources


@dataclass(frozen=True)
class Span:
    """The time from the first milestone of a part to the last, in days from the start of the axis.

    :param begin: first milestone, or None for a part with one milestone, of which only the end is
        known. It may have begun at any time since the start of the project.
    :param sure: first day on which the part was certainly under way.
    :param unsure: first day after that time.
    :param open: first and last day of each imprecise date, such as a season or a year.
    """

    phase: Phase
    begin: PartialDate | None
    end: PartialDate
    sure: int
    unsure: int
    open: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Axis:
    """Whole years with the spans within them. `starts` are the first days of the years."""

    years: tuple[int, ...]
    starts: tuple[int, ...]
    days: int
    spans: tuple[Span, ...]


def axis(phases: Iterable[Phase], milestones: Iterable[Milestone]) -> Axis | None:
    """Return the axis of the parts with milestones, or None if there are none."""
    own = [one for one in milestones if one.kind is MilestoneKind.PROJECT]
    parts = [
        (phase, dates)
        for phase in phases
        if (dates := [one.on for one in own if one.part == phase.number])
    ]
    if not parts:
        return None
    start = min((one.on for one in own), key=_first)  # start of the project
    years = _years([start, *(when for _, dates in parts for when in dates)])
    zero = date(years[0], 1, 1)
    return Axis(
        years=years,
        starts=tuple((date(year, 1, 1) - zero).days for year in years),
        days=(date(years[-1] + 1, 1, 1) - zero).days,
        spans=tuple(_span(phase, dates, start, zero) for phase, dates in parts),
    )


def _first(when: PartialDate) -> date:
    return when.first


def _years(whens: Iterable[PartialDate]) -> tuple[int, ...]:
    found = {when.year for when in whens}
    return tuple(range(min(found), max(found) + 1))


def _span(phase: Phase, whens: list[PartialDate], start: PartialDate, zero: date) -> Span:
    begin, end = min(whens, key=_first), max(whens, key=lambda when: when.last)
    is_begun = len(whens) > 1  # at a known time
    first = ((begin if is_begun else min(start, begin, key=_first)).first - zero).days
    last = (end.last - zero).days + 1
    sure = (begin.first - zero).days if begin.day else (begin.last - zero).days + 1
    unsure = max(sure, last if end.day else (end.first - zero).days)
    wide = tuple((left, right) for left, right in ((first, sure), (unsure, last)) if left < right)
    return Span(phase, begin if is_begun else None, end, sure, unsure, wide)


def variables() -> dict[str, Any]:
    """Return the milestones of the project, around it, and since."""
    milestones = content().milestones
    then = [one for one in milestones if one.kind is not MilestoneKind.SINCE]
    return {
        "milestones": milestones,
        "axis": axis(content().phases, milestones),
        "references": unique_sources(then, content().since),
        "glossed": GlossaryLinks(content().term_forms),
        "dataset": dataset("timeline"),
    }
