"""The words of each language for numbers, dates, units and negations, from `languages.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from babel import Locale
from babel.numbers import get_decimal_symbol

Table = Mapping[str, str]  # words for the same thing, with `|` between them, by its key


class Lexicon(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True, dict=True):
    """How a language writes values. `languages.toml` explains the fields."""

    locale: str
    numerals: str
    tens: str
    hyphen: str
    ordinals: str
    scales: Table
    seasons: str
    joiners: str
    negations: str
    perhaps_numbers: Table
    perhaps_negations: str
    units: Table
    spans: Table

    @functools.cached_property
    def decimal(self) -> str:
        """The decimal sign."""
        return get_decimal_symbol(Locale.parse(self.locale))

    @functools.cached_property
    def tables(self) -> Mapping[str, Table]:
        """The words by kind: numbers, scales, months, seasons, units, spans and negations."""
        return {
            "word": self._numbers(),
            "ordinal": {str(n): words for n, words in enumerate(self.ordinals.split(), 3)},
            "scale": self.scales,
            "month": self._months("wide"),
            "short_month": self._months("abbreviated"),
            "season": dict(zip(_SEASONS, self.seasons.split(), strict=True)),
            "unit": {sign: f"{sign}|{words}" for sign, words in self.units.items()},
            "span": {sign: f"{sign}|{words}" for sign, words in self.spans.items()},
            "negation": {"not": self.negations},
            "perhaps_negation": {"not": self.perhaps_negations},
            "perhaps_number": self.perhaps_numbers,
        }

    def _months(self, width: str) -> Table:
        names = Locale.parse(self.locale).months["format"][width]
        return {str(number): name.rstrip(".") for number, name in names.items()}

    def _numbers(self) -> Table:
        ones = dict(enumerate(self.numerals.split(), 2))
        tens = dict(enumerate(self.tens.split(), 2))
        found = ones | {10 * n: words for n, words in tens.items()}
        for ten, words in tens.items():
            for one in range(1, 10):
                ending = ones[one] if one > 1 else self.perhaps_numbers["1"]
                found[10 * ten + one] = "|".join(
                    f"{first}{self.hyphen}{last}"
                    for first in words.split("|")
                    for last in ending.split("|")
                )
        return {str(number): words for number, words in found.items()}


_SEASONS = ("spring", "summer", "autumn", "winter")


def pattern(table: Table) -> str:
    """Return a regular expression for any word in a table, the longest first."""
    words = "|".join(table.values()).split("|")
    return "|".join(map(_of_word, sorted(words, key=len, reverse=True)))


def key_of(table: Table, word: str) -> str:
    """Return the key of a word that the pattern of a table has matched."""
    return next(key for key in table if _compiled(table[key]).fullmatch(word))


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(pattern({"": words}))


def _of_word(word: str) -> str:
    found = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace("'", "['’]")
    return f"[{word[0]}{word[0].upper()}]{found[1:]}" if word[0].islower() else found


@functools.cache
def lexicon(tag: str) -> Lexicon | None:
    """Return the words of a language, or None if it has none here."""
    file = Path(__file__).with_suffix(".toml")
    found = tomllib.loads(file.read_text("utf-8")).get(tag)
    return found and msgspec.convert(found, Lexicon)
