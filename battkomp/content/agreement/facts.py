"""Checks that compare a text, in any language, with the facts of the content."""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from battkomp.content.agreement.check import Found, Mismatch, excerpt
from battkomp.content.agreement.pairs import sentences
from battkomp.content.agreement.values import DATES, UNITS, key_of, lexicon, pattern, values
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.entry import Words
from battkomp.content.history import Version
from battkomp.content.knowledge import Figure
from battkomp.content.model import MilestoneKind, PartialDate, Unit, exact

_BESIDE = re.compile(r"[\s.]{0,2}")  # between the parts of a date, or a number and its unit
_STEM = re.compile(r"\b(\w{4,7})")  # the same in "bedriftene" and "bedrifter"
_WRITTEN = 12  # numbers up to it are written in words; "part 1" tells no figure
_NEEDED = 4  # words that a sentence shares with a figure that it tells
_POWERS = {Unit.NOK_MILLION: 6, Unit.NOK_BILLION: 9}
_UNITS = {Unit.PERCENT: "%", **dict.fromkeys(_POWERS, "NOK")}
_Figure = Figure[Words, str, str]


def stored_dates(text: Version, vocabulary: Vocabulary) -> Iterator[Mismatch]:
    """Yield each year, month and season that is not stored for the entry or what it is about."""
    own, known = vocabulary.dates(text.subject)
    for parts, words in _runs(text, DATES):
        if "year" in parts:
            month = parts.get("month", parts.get("season", "")).lstrip("-")
            told = PartialDate.of("-".join(filter(None, (parts["year"], month))))
            near = _near(told, own) or _near(told, known)
            if not any(one.first <= told.last and told.first <= one.last for one in near):
                days = sorted(near or known)
                nearest = min(days, key=lambda one: abs(one.first - told.first), default="no date")
                yield Mismatch(words, str(nearest), str(nearest))


def _near(told: PartialDate, dates: set[PartialDate]) -> list[PartialDate]:
    """Return the dates in a year. Those that are only a year tell nothing of a month."""
    same = [one for one in dates if one.year == told.year]
    is_year = told.month is None and told.season is None
    return [one for one in same if is_year or one.month or one.season]


def _runs(text: Version, kinds: Collection[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield each run of neighbouring values: their keys by kind, and an excerpt."""
    runs: list[list[Found]] = []
    for one in values(text.value, text.language):
        if one.kind in kinds:
            if runs and _BESIDE.fullmatch(text.value[runs[-1][-1].end : one.start]):
                runs[-1].append(one)
            else:
                runs.append([one])
    for run in runs:
        words = excerpt(text.value, run[0]._replace(end=run[-1].end))
        yield {one.kind: one.key for one in run}, words


def counts(text: Version, vocabulary: Vocabulary) -> Iterator[Mismatch]:
    """Yield each number of things that the content counts otherwise.

    Texts about other projects and organisations are left out: they count their own members.
    """
    words, entry = lexicon(text.language), vocabulary.entries[text.subject]
    is_own = getattr(entry, "kind", MilestoneKind.PROJECT) is MilestoneKind.PROJECT
    if words is None or not is_own or entry.section == "organisations":
        return
    things = re.compile(rf"[\s«‘“\"']+({pattern(words.counted)})")
    for one in values(text.value, text.language):
        found = things.match(text.value, one.end)
        before = text.value[: one.start].lower().split()[-1:]
        if one.kind == "number" and found and not {*before} & {*words.uncounted.split("|")}:
            thing = key_of(words.counted, found[1])
            count = vocabulary.counts[thing]
            if Decimal(one.key) != count:
                told = excerpt(text.value, one._replace(end=found.end()))
                yield Mismatch(told, f"{thing}: {count}", str(count))


def figures(text: Version, vocabulary: Vocabulary) -> Iterator[Mismatch]:
    """Yield each amount that another entry tells in the words of a figure, if none has it."""
    entry = vocabulary.entries[text.subject]
    sources = getattr(entry, "sources", ())
    if entry.section in ("figures", "charts"):
        return
    for sentence in sentences(text.value, text.language):
        part = text._replace(value=sentence)
        for parts, words in _runs(part, ("number", *UNITS)):
            number = Decimal(parts.get("number", 0))
            same = _of_unit(parts.get("unit", parts.get("span", "")), number, vocabulary)
            told = max(same, key=lambda one: _shared(one, part, sources), default=None)
            if told and _shared(told, part, sources) >= _NEEDED and number not in map(_value, same):
                expected = f"{exact(told.value)} {told.unit.value}".removesuffix(" count")
                yield Mismatch(words, f"{told.subject}: {expected}", expected)


def _of_unit(unit: str, number: Decimal, vocabulary: Vocabulary) -> list[_Figure]:
    """Return the figures with a unit, or none for small numbers of things."""
    least = 0 if unit else _WRITTEN
    figures = vocabulary.document.figures.values()
    return [one for one in figures if _UNITS.get(one.unit, "") == unit and number > least]


def _value(figure: _Figure) -> Decimal:
    return exact(figure.value).scaleb(_POWERS.get(figure.unit, 0))


def _shared(figure: _Figure, sentence: Version, sources: Collection[str]) -> int:
    """Return how many words a sentence shares with a figure.

    A source in common is worth three, and the time that the figure is about two.
    """
    told = [text.get(sentence.language, "") for text in (figure.label, figure.sentence)]
    words = {*_STEM.findall(sentence.value.lower())} & {*_STEM.findall(" ".join(told).lower())}
    about = str(figure.about) in sentence.value
    return len(words) + 3 * bool({*sources} & {*figure.sources}) + 2 * about
