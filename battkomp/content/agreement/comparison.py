"""Compare the values of a translation with those of its source text.

- `numbers`: `30 000` is `30,000`, `ti` is `10`, `2,5 millioner` is `2.5 million`; `ti bud` is not
  `nine points`, and `90 milliarder` is not `90 million`.
- `dates`: `16. november 2021` is `16 November 2021`; `våren 2021` is not `autumn 2021`.
- `units`: `92 prosent` is `92%`; `1 GWh` is not `1 MWh`.
- `negations`: the number of `ikke`, `ingen`, `aldri` and `uten` is that of `not`, `no`, `never` and
  `without`. Words such as `shortage` may be a negation in the other language, and need not be.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import product
from typing import NamedTuple

from babel.numbers import format_compact_decimal, format_decimal

from battkomp.content.agreement.check import Difference, Pair, Vocabulary, excerpt
from battkomp.content.agreement.languages import lexicon
from battkomp.content.agreement.values import Value, plain_numbers, values


def numbers(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield numbers that differ, in digits or words, such as `ti` and `nine`."""
    return _of_check("numbers", pair)


def dates(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield days, months, seasons and years that differ, such as `våren` and `autumn 2021`."""
    return _of_check("dates", pair)


def units(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield units and currencies that only one text has, such as `GWh` and `MWh`."""
    return _of_check("units", pair)


def negations(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield negations that only one text has, such as `ikke` without `not`."""
    return _of_check("negations", pair)


def _of_check(check: str, pair: Pair) -> Iterator[Difference]:
    return (difference for name, difference in _differences(pair) if name == check)


class _Side(NamedTuple):
    """One of the two texts, with its values of one kind."""

    text: str
    language: str
    kind: str
    values: tuple[Value, ...]

    def keys(self, *, are_sure: bool = True) -> Counter[str]:
        return Counter(one.key for one in self.values if one.is_sure is are_sure)

    def place(self, value: Value) -> float:
        """Return the place of a value, from 0 at the start of the text to 1 at its end."""
        return value.start / len(self.text)

    def allowance(self, key: str) -> int:
        """Return how many more values with a key the other text may have.

        A unit or a name may be repeated in one language only. `Ten years` may be a `decade`.
        """
        is_repeated = self.kind.startswith(("unit", "name")) and self.keys()[key] > 0
        any_number = is_repeated or self.kind == "span"
        return sys.maxsize if any_number else self.keys(are_sure=False)[key]


_Couple = tuple[Value | None, Value | None]  # a value of ours, and the one that theirs has


@functools.lru_cache(maxsize=16)
def _differences(pair: Pair) -> tuple[tuple[str, Difference], ...]:
    """Return all differences of a pair, each with the name of its check."""
    has_words = lexicon(pair.language) and lexicon(pair.source_language)
    read = values if has_words else lambda text, _: plain_numbers(text)
    our_values = read(pair.translation, pair.language)
    their_values = read(pair.source, pair.source_language)
    found = []
    for kind in sorted({_kind(one) for one in our_values + their_values}):
        ours, theirs = (
            _Side(text, language, kind, tuple(one for one in all_values if _kind(one) == kind))
            for text, language, all_values in (
                (pair.translation, pair.language, our_values),
                (pair.source, pair.source_language, their_values),
            )
        )
        if not kind.startswith("name") or (ours.values and theirs.values):
            found += [_reported(*couple, ours, theirs) for couple in _unequal(ours, theirs)]
    return tuple(found)


def _kind(value: Value) -> str:
    """Return the kind of a value. Months and seasons are compared with each other."""
    return "month" if value.kind == "season" else value.kind


def _unequal(ours: _Side, theirs: _Side) -> Iterator[_Couple]:
    """Yield the values that differ: couples of near ones, then those that only one text has."""
    left, right = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    left, right = _without_excused(left, right, theirs), _without_excused(right, left, ours)
    while left and right:
        one, other = min(
            product(_with_keys(ours, left), _with_keys(theirs, right)),
            key=lambda two: (
                two[0].check != two[1].check,
                abs(ours.place(two[0]) - theirs.place(two[1])),
            ),
        )
        left -= Counter([one.key])
        right -= Counter([other.key])
        yield one, other
    yield from ((one, None) for one in _alone(ours, left, theirs))
    yield from ((None, one) for one in _alone(theirs, right, ours))


def _without_excused(surplus: Counter[str], others: Counter[str], side: _Side) -> Counter[str]:
    """Return the surplus of a text without values that the other side need not have."""
    excess = surplus.total() - others.total()
    for key, count in list(surplus.items()):
        excused = max(0, min(excess, count, side.allowance(key)))
        surplus = surplus - Counter({key: excused})
        excess -= excused
    return surplus


def _with_keys(side: _Side, keys: Container[str]) -> list[Value]:
    return [one for one in side.values if one.is_sure and one.key in keys]


def _alone(side: _Side, surplus: Counter[str], other: _Side) -> Iterator[Value]:
    """Yield the values of a surplus: those farthest from equal ones in the other text."""
    for key, count in surplus.items():
        equal = [other.place(one) for one in _with_keys(other, {key})]
        yield from sorted(
            _with_keys(side, {key}),
            key=lambda one: min((abs(side.place(one) - place) for place in equal), default=1),
            reverse=True,
        )[:count]


def _reported(
    one: Value | None, other: Value | None, ours: _Side, theirs: _Side
) -> tuple[str, Difference]:
    checks = {value.check for value in (one, other) if value}
    check = "dates" if "dates" in checks else checks.pop()
    return check, Difference(
        _excerpt(ours, one, other and theirs.place(other)),
        _excerpt(theirs, other, one and ours.place(one)),
        _expected(one, other, ours.language, theirs.text),
    )


def _excerpt(side: _Side, value: Value | None, place: float | None) -> str:
    """Return the words around a value, or around the place that the other text has it at."""
    if value:
        return excerpt(side.text, value.start, value.end)
    start = round((place or 0) * len(side.text))
    return excerpt(side.text, start, start)


def _expected(one: Value | None, other: Value | None, language: str, source: str) -> str:
    """Return how the translation states a value of the source text."""
    if other is None:
        return f"not {one.key}" if one and one.kind != "negation" else "no negation"
    words = lexicon(language)
    if other.kind == "negation":
        return "a negation"
    if other.kind in ("unit", "span") or words is None:
        return other.key
    if other.kind in ("month", "season"):
        return words.tables[other.kind][other.key].partition("|")[0]
    if other.number is None or other.check == "dates":
        return source[other.start : other.end]
    if other.number < 10**6:
        return format_decimal(other.number, locale=words.locale, decimal_quantization=False)
    return format_compact_decimal(
        other.number, format_type="long", locale=words.locale, fraction_digits=9
    )
