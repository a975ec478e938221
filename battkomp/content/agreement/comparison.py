"""Compare the values of a translation with those of its source text.

- `numbers`: `30 000` is `30,000`, `ti` is `10`, and `2,5 millioner` is `2.5 million`. `ti bud` is
  not `nine points`, and `90 milliarder` is not `90 million`.
- `dates`: `16. november 2021` is `16 November 2021`. `våren 2021` is not `autumn 2021`.
- `units`: `92 prosent` is `92%`. `1 GWh` is not `1 MWh`.
- `negations`: there are as many of `ikke`, `ingen`, `aldri` and `uten` as of `not`, `no`, `never`
  and `without`.
- `order`: `fra 72 til 100 prosent` is not `from 100% to 72%`.
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
    """Yield numbers that differ, in digits or words."""
    return _of_check("numbers", pair)


def dates(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield days, months, seasons and years that differ."""
    return _of_check("dates", pair)


def units(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield units and currencies that only one text has."""
    return _of_check("units", pair)


def negations(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield negations that only one text has."""
    return _of_check("negations", pair)


def order(pair: Pair, _vocabulary: Vocabulary) -> Iterable[Difference]:
    """Yield the first of equal numbers or months that the texts have in another order."""
    for ours, theirs in _sides(pair):
        couples = list(zip(ours.sure(), theirs.sure(), strict=False))
        unlike = [(one, other) for one, other in couples if one.key != other.key]
        if unlike and ours.kind in ("number", "month") and ours.keys() == theirs.keys():
            yield _difference(*unlike[0], ours, theirs)


def _of_check(check: str, pair: Pair) -> Iterator[Difference]:
    return (difference for name, difference in _differences(pair) if name == check)


class _Side(NamedTuple):
    """One of the two texts, with its values of one kind."""

    text: str
    language: str
    kind: str
    values: tuple[Value, ...]

    def sure(self, keys: Container[str] | None = None) -> list[Value]:
        """Return the values that the other text has to have, or those with certain keys."""
        return [one for one in self.values if one.is_sure and (keys is None or one.key in keys)]

    def keys(self) -> Counter[str]:
        return Counter(one.key for one in self.sure())

    def place(self, value: Value) -> float:
        """Return the place of a value, from 0 at the start of the text to 1 at its end."""
        return value.start / len(self.text)

    def allowance(self, key: str) -> int:
        """Return how many more values with a key the other text may have.

        A unit or a name may be repeated in one language only. `Ten years` may be a `decade`.
        """
        is_repeated = self.kind.startswith(("unit", "name")) and bool(self.sure({key}))
        if is_repeated or self.kind == "span":
            return sys.maxsize
        return sum(one.key == key and not one.is_sure for one in self.values)


_Couple = tuple[Value | None, Value | None]  # a value of ours, and the one that theirs has


@functools.lru_cache(maxsize=16)
def _differences(pair: Pair) -> tuple[tuple[str, Difference], ...]:
    """Return all differences of a pair, each with the name of its check."""
    return tuple(
        (_check_of(couple), _difference(*couple, ours, theirs))
        for ours, theirs in _sides(pair)
        if not ours.kind.startswith("name") or (ours.values and theirs.values)
        for couple in _unequal(ours, theirs)
    )


def _sides(pair: Pair) -> Iterator[tuple[_Side, _Side]]:
    """Yield the two texts with their values of each kind. Months are of a kind with seasons."""
    texts = (pair.translation, pair.language), (pair.source, pair.source_language)
    have_words = all(lexicon(language) for _, language in texts)
    found = [values(*one) if have_words else plain_numbers(one[0]) for one in texts]
    kinds = {one.kind.replace("season", "month") for one in found[0] + found[1]}
    for kind in sorted(kinds):
        ours, theirs = (
            tuple(one for one in every if one.kind.replace("season", "month") == kind)
            for every in found
        )
        yield _Side(*texts[0], kind, ours), _Side(*texts[1], kind, theirs)


def _unequal(ours: _Side, theirs: _Side) -> Iterator[_Couple]:
    """Yield the values that differ: couples of near ones, then those that only one text has."""
    left, right = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    left, right = _not_excused(left, right, theirs), _not_excused(right, left, ours)
    while left and right:
        one, other = min(
            product(ours.sure(left), theirs.sure(right)),
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


def _not_excused(surplus: Counter[str], others: Counter[str], side: _Side) -> Counter[str]:
    """Return the surplus of a text without values that the other side need not have."""
    excess = surplus.total() - others.total()
    left = Counter[str]()
    for key, count in surplus.items():
        excused = max(0, min(excess, count, side.allowance(key)))
        left[key] = count - excused
        excess -= excused
    return +left


def _alone(side: _Side, surplus: Counter[str], other: _Side) -> Iterator[Value]:
    """Yield the values of a surplus: those farthest from equal ones in the other text."""
    for key, count in surplus.items():
        equal = [other.place(one) for one in other.sure({key})]
        farthest = sorted(
            side.sure({key}),
            key=lambda one: -min((abs(side.place(one) - place) for place in equal), default=1),
        )
        yield from farthest[:count]


def _check_of(couple: _Couple) -> str:
    """Return the check of values that differ. A year with another digit may be no year."""
    checks = {one.check for one in couple if one}
    return "dates" if "dates" in checks else checks.pop()


def _difference(one: Value | None, other: Value | None, ours: _Side, theirs: _Side) -> Difference:
    if other:
        expected = _written(other, theirs.text, ours.language)
    else:
        expected = f"no “{ours.text[one.start : one.end]}” here" if one else ""
    return Difference(
        _excerpt(ours, one, theirs.place(other) if other else 0),
        _excerpt(theirs, other, ours.place(one) if one else 0),
        expected,
    )


def _excerpt(side: _Side, value: Value | None, place: float) -> str:
    """Return the words around a value, or around the place that the other text has it at."""
    start = value.start if value else round(place * len(side.text))
    return excerpt(side.text, start, value.end if value else start)


def _written(value: Value, text: str, language: str) -> str:
    """Return how a language writes a value of another text."""
    words = lexicon(language)
    if value.kind == "negation":
        return "a negation"
    if words is None or value.kind in ("unit", "span"):
        return value.key
    if value.kind in words.tables:
        return words.tables[value.kind][value.key].partition("|")[0]
    if value.number is None or value.check == "dates":
        return text[value.start : value.end]
    if value.number < 10**6:
        return format_decimal(value.number, locale=words.locale, decimal_quantization=False)
    return format_compact_decimal(
        value.number, format_type="long", locale=words.locale, fraction_digits=9
    )
