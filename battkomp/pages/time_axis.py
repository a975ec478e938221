"""The drawing of the timeline: parts as spans, and events as points in lanes, on an axis of time.

Places along the axis are in per cent of its length, and places across it in em, so that the drawing
grows with the page and with the size of text. Nothing overlaps on an axis of `LENGTH` or more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from battkomp.content.model import MilestoneKind, PartialDate
from battkomp.content.views import Milestone, Phase

LENGTH = 41.5  # of the shortest axis, in em
_MARGIN = 1.5  # before and after the years, in per cent: half a point, and some air
_POINT = 1.1  # a point and the gap to the next one, in em
_LETTER = 0.6  # wider than the letters of most fonts on average, in em
_YEARS = 2.5  # height of the years, in em
_ABOVE = 1.5  # from the top of a lane to its uppermost points, in em
_BELOW = 2.6  # from the line of a lane to the next lane, with labels, in em
_PART = 3.2  # from a row of parts to the next row or lane, in em
_NUMBER = 3.5  # width of the number of a part, in em
_STEPS = (1, 2, 5, 10, 20, 50)  # years from one that is written to the next


@dataclass(frozen=True)
class Point:
    """An event on a day or in a month, or somewhere in a longer time, such as a season.

    :param start: the day, the middle of the month, or the start of the time, in per cent.
    :param width: of the longer time, in per cent, or 0.
    :param y: its middle, in em from the top.
    """

    milestone: Milestone
    start: float
    width: float
    y: float


@dataclass(frozen=True)
class Label:
    """The label of an event, which begins, or ends if `is_left`, at a place in per cent."""

    text: str
    x: float
    is_left: bool


@dataclass(frozen=True)
class Lane:
    """The events of one kind. `line` is the place of its name and line, in em from the top."""

    kind: MilestoneKind
    line: float
    points: tuple[Point, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Span:
    """The time from the first milestone of a part to the last.

    :param begin: first milestone, or None for a part with one milestone, of which only the end is
        known. It may have begun at any time since the start of the project.
    :param is_exact: whether begin and end are known to the day.
    :param start: first day that may be meant, in per cent.
    :param width: until the last day that may be meant, in per cent.
    :param y: its middle, in em from the top.
    """

    phase: Phase
    begin: PartialDate | None
    end: PartialDate
    is_exact: bool
    start: float
    width: float
    y: float


@dataclass(frozen=True)
class TimeAxis:
    """Years with their places in per cent, and the parts and events under them, in em."""

    years: tuple[tuple[int, float], ...]
    spans: tuple[Span, ...]
    lanes: tuple[Lane, ...]
    height: float


_Row = list[tuple[float, float]]  # things from a place to another, in em, that do not overlap


class _Scale:
    """Whole years on the axis, which begin and end within its margins."""

    def __init__(self, whens: Iterable[PartialDate]) -> None:
        found = [when.year for when in whens]
        self._range = range(min(found), max(found) + 1)
        self._zero = date(self._range[0], 1, 1)
        self._days = (date(self._range[-1] + 1, 1, 1) - self._zero).days

    def at(self, day: date) -> float:
        """Return the place at which a day begins, in per cent."""
        return _MARGIN + (100 - 2 * _MARGIN) * (day - self._zero).days / self._days

    def time(self, first: date, end: date) -> tuple[float, float]:
        """Return the start and width of the time from a day to another, in per cent."""
        return round(self.at(first), 1), round(self.at(end) - self.at(first), 1)

    def years(self) -> tuple[tuple[int, float], ...]:
        """Return the years that are written, as many as there is room for."""
        width, least = _em(100 - 2 * _MARGIN) / len(self._range), 5 * _LETTER
        step = next((one for one in _STEPS if one * width >= least), 100)
        places = [(year, round(self.at(date(year, 1, 1)), 1)) for year in self._range]
        return tuple((year, x) for year, x in places if not year % step and _em(x) + least < LENGTH)


def draw(phases: Iterable[Phase], milestones: Iterable[Milestone]) -> TimeAxis | None:
    """Return the drawing, or None if there are no milestones."""
    events = tuple(milestones)
    if not events:
        return None
    scale, top = _Scale(one.on for one in events), _YEARS
    lanes: list[Lane] = []
    if spans := _spans(phases, events, scale, top):
        top = round(max(span.y for span in spans) + _PART, 1)
    for kind in MilestoneKind:
        if own := [one for one in events if one.kind is kind]:
            lanes.append(_lane(kind, own, scale, top))
            top = round(lanes[-1].line + _BELOW, 1)
    return TimeAxis(scale.years(), spans, tuple(lanes), top)


def _em(place: float) -> float:
    return place * LENGTH / 100


def _is_free(row: _Row, start: float, end: float) -> bool:
    return (
        start >= 0 and end <= LENGTH and all(end <= left or right <= start for left, right in row)
    )


def _add(rows: list[_Row], start: float, end: float) -> int:
    """Add a thing to the first row in which it fits, and return the number of the row."""
    number = next((i for i, row in enumerate(rows) if _is_free(row, start, end)), len(rows))
    if number == len(rows):
        rows.append([])
    rows[number].append((start, end))
    return number


def _lane(kind: MilestoneKind, milestones: list[Milestone], scale: _Scale, top: float) -> Lane:
    """Return a lane. Points that have labels come first, on its line, with the labels below it."""
    rows: list[_Row] = []
    placed: list[tuple[Milestone, float, float, int]] = []
    for one in sorted(milestones, key=lambda one: (one.label is None, one.on)):
        start, width = _when(one.on, scale)
        around = 0 if width else _POINT / 2
        row = _add(rows, _em(start) - around, _em(start + width) + around)
        placed.append((one, start, width, row))
    line = round(top + _ABOVE + (len(rows) - 1) * _POINT, 1)
    points = [Point(one, x, width, round(line - row * _POINT, 1)) for one, x, width, row in placed]
    labels = _labels([point for point in points if point.y == line and point.milestone.label])
    return Lane(kind, line, tuple(sorted(points, key=lambda point: point.milestone.on)), labels)


def _labels(points: list[Point]) -> tuple[Label, ...]:
    """Return the labels of points on a line, each where it is in the way of no other.

    It is to the right of its point, or else to the left. If there is no room, it is left out.
    """
    taken: _Row = [(_em(point.start), _em(point.start)) for point in points]
    labels = []
    for point in points:
        text, x = str(point.milestone.label), point.start
        width = _LETTER * (len(text) + 1)
        for is_left in (False, True):
            start = _em(x) - (width if is_left else 0)
            if _is_free(taken, start, start + width):
                taken.append((start, start + width))
                labels.append(Label(text, x, is_left))
                break
    return tuple(labels)


def _when(when: PartialDate, scale: _Scale) -> tuple[float, float]:
    """Return the place of a date, and its width if it is not known to the month."""
    if when.month:
        return round(scale.at(when.first + (when.last - when.first) / 2), 1), 0
    return scale.time(when.first, when.last + timedelta(1))


def _spans(
    phases: Iterable[Phase], milestones: Iterable[Milestone], scale: _Scale, top: float
) -> tuple[Span, ...]:
    """Return the spans of the parts with milestones, each with room for its number below it."""
    own = [one for one in milestones if one.kind is MilestoneKind.PROJECT]
    rows: list[_Row] = []
    spans = []
    for phase in phases:
        if whens := [one.on for one in own if one.part == phase.number]:
            begin, end = min(whens), max(whens, key=lambda when: when.last)
            is_begun = len(whens) > 1  # at a known time
            first = begin if is_begun else min(one.on for one in own)  # start of the project
            start, width = scale.time(first.first, end.last + timedelta(1))
            row = _add(rows, _em(start), max(_em(start + width), _em(start) + _NUMBER))
            is_exact = is_begun and bool(begin.day and end.day)
            y = round(top + row * _PART, 1)
            spans.append(Span(phase, begin if is_begun else None, end, is_exact, start, width, y))
    return tuple(spans)
