"""Checks that compare a text, in any language, with the facts of the content."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from battkomp.content.agreement.check import Difference, Vocabulary, excerpt
from battkomp.content.agreement.languages import Lexicon, key_of, lexicon, pattern
from battkomp.content.agreement.mentions import Found
from battkomp.content.agreement.parts import sentences
from battkomp.content.agreement.values import DATES, UNITS, values
from battkomp.content.entry import Words
from battkomp.content.history import Version
from battkomp.content.knowledge import Figure
from battkomp.content.model import SEASONS, MilestoneKind, PartialDate, Unit, exact

_BETWEEN = re.compile(r"[\s.–-]{0,2}")  # between the parts of a date, or a number and its unit
_STEM = re.compile(r"\b(\w{4,7})")  # the same in "bedriftene" and "bedrifter"
_WRITTEN = 12  # numbers up to it are written in words; "part 1" tells no figure
_NEEDED = 4  # words that a sentence shares with the figure that it tells
_POWERS = {Unit.NOK_MILLION: 6, Unit.NOK_BILLION: 9}
_Figure = Figure[Words, str, str]
_UNITS = {Unit.PERCENT: "%", **dict.fromkeys(_POWERS, "NOK")}


def stored_dates(text: Version, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each date, year and period that is not stored for the entry or what it is about."""
    stored = vocabulary.stored
    known = stored.dates(text.subject)
    of_board = text.subject in ("board", "pages.board")
    period = stored.document.board.years if of_board else stored.years
    for run in _runs(text, DATES):
        years = [int(one.key) for one in run if one.kind == "year"]
        if len(years) == 1:
            told = _date(years[0], run)
            decisive = _decisive(told, known)
            if not any(one.first <= told.last and told.first <= one.last for one in decisive):
                near = {str(one): abs(one.first - told.first) for one in decisive or known[-1]}
                nearest = sorted(near, key=lambda one: (near[one], one))[:2]
                yield _difference(text, run, " or ".join(sorted(nearest)))
        elif len(years) == 2 and tuple(years) != period:
            yield _difference(text, run, "–".join(map(str, period)))


def _runs(text: Version, kinds: Collection[str]) -> Iterator[list[Found]]:
    """Yield the values of some kinds in a text that stand beside each other."""
    run: list[Found] = []
    for one in values(text.value, text.language):
        if run and not _BETWEEN.fullmatch(text.value[run[-1].end : one.start]):
            yield run
            run = []
        if one.kind in kinds:
            run.append(one)
    yield run


def _date(year: int, run: list[Found]) -> PartialDate:
    """Return the date that a run of values tells. Winter belongs to two years, and is left out."""
    parts = {one.kind: one.key for one in run if one.key != str(year)}
    month = int(parts["month"].lstrip("-")) if "month" in parts else None
    day = int(parts["day"]) if month and "day" in parts else None
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
    words, entry = lexicon(text.language), vocabulary.stored.entries[text.subject]
    is_own = getattr(entry, "kind", MilestoneKind.PROJECT) is MilestoneKind.PROJECT
    if words is None or not is_own or entry.section == "organisations":
        return
    for one in values(text.value, text.language):
        thing = _counted(text.value, one, words) if one.kind == "number" else None
        count = vocabulary.stored.counts[thing] if thing else 0
        if thing and Decimal(one.key) != count:
            yield _difference(text, [one], str(count), f"{thing}: ")


def _counted(text: str, number: Found, words: Lexicon) -> str | None:
    """Return the name of the things that a number counts. “First two sprints” are not all."""
    before, end = text[: number.start].split()[-1:], number.end
    things = re.compile(rf"[\s«‘“\"']+({pattern(words.counted)})(?!\w)").match(text, end)
    is_some = any(one.lower() in words.uncounted.split("|") for one in before)
    return None if things is None or is_some else key_of(words.counted, things[1])


def figures(text: Version, vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield each stored figure that a sentence of another entry tells with another value."""
    entry = vocabulary.stored.entries[text.subject]
    for _, sentence in sentences(text.value, text.language) if entry.section != "figures" else ():
        part = text._replace(value=sentence)
        for run in _runs(part, ("number", *UNITS)):
            number, unit = _amount(part, run)
            figure = _told(number, unit, part, {*getattr(entry, "sources", ())}, vocabulary)
            if figure and number != _value(figure):
                unit = figure.unit.value.replace("nok", "NOK").removesuffix("count")
                written = f"{exact(figure.value)} {unit}".rstrip()
                yield _difference(part, run, written, f"{figure.subject}: ")


def _amount(text: Version, run: list[Found]) -> tuple[Decimal, str]:
    """Return the number that a run of values tells in digits, or 0, and its unit, or nothing."""
    digits = [one.key for one in run if one.kind == "number" and text.value[one.start].isdigit()]
    units = [one.key for one in run if one.kind in UNITS]
    return Decimal(digits[0] if digits else 0), units[0] if units else ""


def _value(figure: _Figure) -> Decimal:
    return exact(figure.value).scaleb(_POWERS.get(figure.unit, 0))


def _told(
    number: Decimal, unit: str, sentence: Version, sources: set[str], vocabulary: Vocabulary
) -> _Figure | None:
    """Return the figure that a sentence tells with an amount, if there is one.

    It shares words with the figure. The same value is worth two of them, and so is the time that
    the figure is about. A source in common is worth two, or four if the amount has a unit.
    """
    if not number or (number <= _WRITTEN and not unit):
        return None
    words, shared = _stems(sentence.value), {}
    for key, one in vocabulary.document.figures.items():
        if _UNITS.get(one.unit, "") == unit:
            told = [text.get(sentence.language, "") for text in (one.label, one.sentence)]
            shared[key] = len(words & _stems(" ".join(told))) + 2 * (_value(one) == number)
            shared[key] += 2 * (str(one.about) in sentence.value)
            shared[key] += (4 if unit else 2) * bool(sources & {*one.sources})
    key = max(shared, key=lambda key: shared[key], default="")
    return vocabulary.document.figures[key] if shared.get(key, 0) >= _NEEDED else None


@functools.lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(one.lower() for one in _STEM.findall(text))


def _difference(text: Version, run: list[Found], expected: str, of: str = "") -> Difference:
    return Difference(excerpt(text.value, run[0].start, run[-1].end), of + expected, expected)
