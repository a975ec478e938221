"""How long each part of the project took, as far as dates are known, to be drawn on an axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from battkomp.content.knowledge import Kind, Milestone
from battkomp.content.model import Phase
from battkomp.content.when import When


@dataclass(frozen=True)
class Span:
    """The time from a part's first milestone to its last, in days from the start of the axis.

    From `sure` to `unsure` the part was surely under way. A milestone that is known to the season
    or the year may be on any day of it: `open` holds the first and the last day of such times.
    """

    phase: Phase
    begin: When
    end: When
    sure: int
    unsure: int
    open: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Axis:
    """Whole years, and the spans within them. `starts` are the days that years begin on."""

    years: tuple[int, ...]
    starts: tuple[int, ...]
    days: int
    spans: tuple[Span, ...]


def axis(phases: Iterable[Phase], milestones: Iterable[Milestone]) -> Axis | None:
    """Return the axis of the parts that have milestones, or None if none has.

    The first part begins with the project, whose start is a milestone of no part.
    """
    own = [one for one in milestones if one.kind is Kind.PROJECT]
    parts = [
        (phase, dates)
        for phase in phases
        if (dates := [one.on for one in own if one.part == phase.number])
    ]
    if not parts:
        return None
    parts[0][1].extend(one.on for one in own if one.part is None)
    years = _years(when for _, dates in parts for when in dates)
    zero = date(years[0], 1, 1)
    return Axis(
        years=years,
        starts=tuple((date(year, 1, 1) - zero).days for year in years),
        days=(date(years[-1] + 1, 1, 1) - zero).days,
        spans=tuple(_span(phase, dates, zero) for phase, dates in parts),
    )


def _years(whens: Iterable[When]) -> tuple[int, ...]:
    found = {when.year for when in whens}
    return tuple(range(min(found), max(found) + 1))


def _span(phase: Phase, whens: list[When], zero: date) -> Span:
    begin, end = min(whens, key=lambda when: when.first), max(whens, key=lambda when: when.last)
    first, last = (begin.first - zero).days, (end.last - zero).days + 1
    sure = first if begin.day else (begin.last - zero).days + 1
    unsure = max(sure, last if end.day else (end.first - zero).days)
    wide = tuple((start, stop) for start, stop in ((first, sure), (unsure, last)) if start < stop)
    return Span(phase, begin, end, sure, unsure, wide)
