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
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from babel.numbers import format_compact_decimal, format_decimal

from battkomp.content.agreement.check import Difference, Pair, Vocabulary, difference
from battkomp.content.agreement.languages import lexicon
from battkomp.content.agreement.mentions import Found
from battkomp.content.agreement.values import Value, plain_numbers, values


def of_check(check: str, pair: Pair, _vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield the differences of a pair that are of a check, such as `numbers`."""
    return (found for name, found in _differences(pair) if name == check)


def order(pair: Pair, _vocabulary: Vocabulary) -> Iterator[Difference]:
    """Yield the first of equal numbers or months that the texts have in another order.

    `First` is left out: `de to første` are `the first two`.
    """
    for ours, theirs in _sides(pair):
        if ours.kind in ("number", "month") and ours.keys() == theirs.keys():
            ordered = ([one for one in side.sure() if one.key != "1"] for side in (ours, theirs))
            couples = ((one, other) for one, other in zip(*ordered, strict=True))
            unlike = (_difference(pair, *two) for two in couples if two[0].key != two[1].key)
            yield from islice(unlike, 1)


class _Side(NamedTuple):
    """One of the two texts, with its values of one kind."""

    text: str
    kind: str
    values: tuple[Value, ...]

    def sure(self, key: str | None = None) -> list[Value]:
        """Return the values that the other text has to have: all, or those with a key."""
        return [one for one in self.values if one.is_sure and key in (None, one.key)]

    def keys(self) -> Counter[str]:
        """Return the keys of these values, and how many have each."""
        return Counter(one.key for one in self.sure())

    def place(self, value: Value) -> float:
        """Return the place of a value, from 0 at the start of the text to 1 at its end."""
        return value.start / len(self.text)


@functools.lru_cache(maxsize=16)
def _differences(pair: Pair) -> tuple[tuple[str, Difference], ...]:
    """Return all differences of a pair, each with the name of its check."""
    return tuple(
        (_check_of(one, other), _difference(pair, one, other))
        for ours, theirs in _sides(pair)
        for one, other in _unequal(ours, theirs)
    )


def _sides(pair: Pair) -> Iterator[tuple[_Side, _Side]]:
    """Yield the two texts with their values of each kind. Months are of a kind with seasons."""
    texts = (pair.translation, pair.language), (pair.source, pair.source_language)
    have_words = all(lexicon(language) for _, language in texts)
    found = [values(*one) if have_words else plain_numbers(one[0]) for one in texts]
    for kind in sorted({_kind(one) for one in found[0] + found[1]}):
        ours, theirs = (
            _Side(text, kind, tuple(one for one in every if _kind(one) == kind))
            for (text, _), every in zip(texts, found, strict=True)
        )
        if not kind.startswith("name") or (ours.values and theirs.values):
            yield ours, theirs


def _kind(value: Value) -> str:
    return "month" if value.kind == "season" else value.kind


def _unequal(ours: _Side, theirs: _Side) -> Iterator[tuple[Value | None, Value | None]]:
    """Yield the values that differ: couples of near ones, then those that only one text has."""
    left, right = _surplus(ours, theirs), _surplus(theirs, ours)
    excess = len(left) - len(right)
    left, right = _not_excused(left, excess, theirs), _not_excused(right, -excess, ours)
    for one in left:
        place = ours.place(one)
        other = min(
            right,
            key=lambda v: (v.check != one.check, abs(theirs.place(v) - place)),
            default=None,
        )
        if other:
            right.remove(other)
        yield one, other
    yield from ((None, other) for other in right)


def _surplus(side: _Side, other: _Side) -> list[Value]:
    """Return the values that a text has more of: those farthest from equal ones in the other."""
    found = []
    for key, count in (side.keys() - other.keys()).items():
        places = [other.place(one) for one in other.sure(key)]
        distances = {
            one: min((abs(side.place(one) - place) for place in places), default=1)
            for one in side.sure(key)
        }
        found += sorted(distances, key=lambda one: distances[one])[-count:]
    return found


def _not_excused(surplus: list[Value], excess: int, other: _Side) -> list[Value]:
    """Return a surplus without values that the other text need not have.

    A unit or a name may be repeated in one language only. `Ten years` may be a `decade`. Other
    values are excused by a word that may be one. None is excused if the other text has another
    value in its place.
    """
    perhaps = Counter(one.key for one in other.values if not one.is_sure)
    repeated = other.keys() if other.kind.startswith(("unit", "name")) else ()
    left = []
    for one in surplus:
        is_excused = one.key in repeated or other.kind == "span" or perhaps[one.key] > 0
        if is_excused and excess > 0:
            perhaps[one.key] -= 1
            excess -= 1
        else:
            left.append(one)
    return left


def _check_of(*couple: Value | None) -> str:
    """Return the check of values that differ. A year with a wrong digit may look like a number."""
    checks = {one.check for one in couple if one}
    return "dates" if "dates" in checks else checks.pop()


def _difference(pair: Pair, one: Value | None, other: Value | None) -> Difference:
    if other:
        expected = _written(other, pair.source, pair.language)
    else:
        expected = f"no “{pair.translation[one.start : one.end]}”" if one else ""
    found, wanted = (value and Found(value.key, value.start, value.end) for value in (one, other))
    return difference(pair, wanted, found, expected)


def _written(value: Value, text: str, language: str) -> str:
    """Return how a language writes a value of another text."""
    words = lexicon(language)
    if value.kind == "negation":
        return "a negation"
    if words is None or value.kind in ("unit", "span"):
        return value.key
    if value.kind in words.tables:
        return words.tables[value.kind][value.key].partition("|")[0]
    if value.number is None or value.check == "dates" or value.number >= 10**15:
        return text[value.start : value.end]
    if value.number < 10**6:
        return format_decimal(value.number, locale=words.locale, decimal_quantization=False)
    return format_compact_decimal(
        value.number, format_type="long", locale=words.locale, fraction_digits=9
    )
