"""Checks that compare a text, in any language, with the facts of the content."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from operator import itemgetter

from battkomp.content.agreement.check import Difference, Vocabulary, excerpt
from battkomp.content.agreement.languages import Lexicon, key_of, lexicon, pattern
from battkomp.content.agreement.parts import sentences
from battkomp.content.agreement.stored import StoredFacts, StoredFigure, stems
from battkomp.content.agreement.values import Value, values
from battkomp.content.history import Version
from battkomp.content.model import SEASONS, PartialDate, Unit, exact

_BETWEEN = re.compile(r"[\s.–-]{0,2}")  # between the parts of a date, or a number and its unit
_WRITTEN = 12  # numbers up to it are written in words; "part 1" tells no figure
_NEEDED = 4  # words that a sentence shares with the figure that it tells
_POWERS = {Unit.NOK_MILLION: 6, Unit.NOK_BILLION: 9}
_UNITS = {Unit.PERCENT: "%", **dict.fromkeys(_POWERS, "NOK")}


def stored_dates(text: Version, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each date, year and period that is not stored for the entry or what it is about."""
    known, period = vocabulary.stored.dates(text.subject), vocabulary.stored.period(text.subject)
    for run in _runs(text, "dates"):
        years = [int(one.key) for one in run if one.kind == "number" and len(one.key) == 4]
        if len(years) == 1:
            told = _date(years[0], run)
            decisive = _decisive(told, known)
            if not any(one.first <= told.last and told.first <= one.last for one in decisive):
                near = {str(one): abs(one.first - told.first) for one in decisive or known[-1]}
                nearest = sorted(near, key=lambda one: (near[one], one))[:2]
                yield _difference(text, run, " or ".join(sorted(nearest)))
        elif len(years) == 2 and tuple(years) != period:
            yield _difference(text, run, "–".join(map(str, period)))


def _runs(text: Version, *checks: str) -> Iterator[list[Value]]:
    """Yield the values of some checks in a text that stand beside each other."""
    run: list[Value] = []
    for one in values(text.value, text.language):
        if run and not _BETWEEN.fullmatch(text.value[run[-1].end : one.start]):
            yield run
            run = []
        if one.check in checks:
            run.append(one)
    yield run


def _date(year: int, run: list[Value]) -> PartialDate:
    """Return the date that a run of values tells. Winter belongs to two years, and is left out."""
    parts = {one.kind: one.key for one in run if one.key != str(year)}
    month = int(parts["month"]) if "month" in parts else None
    day = int(parts["number"]) if month and "number" in parts else None
    season = parts["season"] if parts.get("season") in SEASONS else None
    try:
        return PartialDate(year, month, day, season)
    except ValueError:  # 31 June
        return PartialDate(year, month)


def _decisive(told: PartialDate, known: tuple[Collection[PartialDate], ...]) -> list[PartialDate]:
    """Return the known dates of a year that decide whether a date in it is right.

    If the date is more than a year, they are the entry's own as exact ones, or else all of these.
    """
    if told.month is None and told.season is None:
        return [one for one in known[-1] if one.year == told.year]
    for dates in known:
        precise = [one for one in dates if one.year == told.year and (one.month or one.season)]
        if precise:
            return precise
    return []


def counts(text: Version, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each number of things that the content counts otherwise.

    Texts about other projects and organisations are left out: they count their own members.
    """
    words, stored = lexicon(text.language), vocabulary.stored
    if words is None or not stored.is_of_the_project(text.subject):
        return
    for one in values(text.value, text.language):
        is_number = one.check == "numbers" and one.kind == "number" and one.is_sure
        thing = _counted(text.value, one, words) if is_number else None
        if thing and Decimal(one.key) != stored.counts[thing]:
            yield _difference(text, [one], str(stored.counts[thing]), f"{thing}: ")


def _counted(text: str, number: Value, words: Lexicon) -> str | None:
    """Return the name of the things that a number counts. “First two sprints” are not all."""
    before, end = text[: number.start].split()[-1:], number.end
    things = re.compile(rf"[\s«‘“\"']+({pattern(words.counted)})(?!\w)").match(text, end)
    is_ordinal = re.fullmatch(pattern(words.ordinals), text[number.start : end])
    is_some = any(one.lower() in words.uncounted.split("|") for one in before)
    return None if things is None or is_ordinal or is_some else key_of(words.counted, things[1])


def figures(text: Version, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each stored figure that a sentence of another entry tells with another value."""
    if text.subject.startswith("figures."):
        return
    for _, sentence in sentences(text.value, text.language):
        part = text._replace(value=sentence)
        told: dict[str, list[list[Value]]] = defaultdict(list)
        for run in _runs(part, "numbers", "units"):
            figure = _told_figure(part, run, vocabulary.stored)
            if figure:
                told[figure.key].append(run)
        for key, runs in told.items():
            figure = vocabulary.document.figures[key]
            if all(_amount(part, run)[0] != _value(figure) for run in runs):
                written = f"{exact(figure.value)} {figure.unit.value}"
                yield _difference(part, runs[0], written, f"{figure.subject}: ")


def _amount(text: Version, run: list[Value]) -> tuple[Decimal, str]:
    """Return the first number with digits in a run of values, or 0, and its unit, or nothing."""
    digits = [one for one in run if one.kind == "number" and text.value[one.start].isdigit()]
    units = [one.key for one in run if one.check == "units"]
    return Decimal(digits[0].key if digits else 0), units[0] if units else ""


def _value(figure: StoredFigure) -> Decimal:
    return exact(figure.value).scaleb(_POWERS.get(figure.unit, 0))


def _told_figure(part: Version, run: list[Value], stored: StoredFacts) -> StoredFigure | None:
    """Return the figure that a sentence tells with an amount, if there is one.

    It shares words with the figure. A source in common is worth two of them, or four if the amount
    has a unit, and the same value two.
    """
    number, unit = _amount(part, run)
    if not number or (number <= _WRITTEN and not unit):
        return None
    words, sources = stems(part.value), stored.sources(part.subject)
    shared = [
        (
            len(words & stored.words(figure, part.language))
            + (4 if unit else 2) * bool(sources & {*figure.sources})
            + 2 * (_value(figure) == number),
            figure,
        )
        for figure in stored.document.figures.values()
        if _UNITS.get(figure.unit, "") == unit
    ]
    score, figure = max(shared, key=itemgetter(0), default=(0, None))
    return figure if score >= _NEEDED else None


def _difference(text: Version, run: list[Value], expected: str, of: str = "") -> Difference:
    return Difference(excerpt(text.value, run[0].start, run[-1].end), of + expected, expected)
