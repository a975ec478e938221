"""The words of each language that checks of agreement know, from `languages.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import msgspec
from babel import Locale
from babel.numbers import get_decimal_symbol

Table = Mapping[str, str]  # words for the same thing, with `|` between them, by its key
_SEASONS = ("spring", "summer", "autumn", "winter")


class Lexicon(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True, dict=True):
    """How a language writes values. `languages.toml` explains the fields."""

    locale: str
    numerals: str
    tens: str
    hyphen: str
    ordinals: Table
    scales: Table
    seasons: str
    joiners: str
    negations: str
    perhaps_numbers: Table
    perhaps_units: Table
    perhaps_negations: str
    units: Table
    spans: Table
    counted: Table
    uncounted: str
    abbreviations: str
    conjunctions: str
    openers: str
    names: Mapping[str, Table] = {}

    @functools.cached_property
    def decimal(self) -> str:
        """The decimal sign."""
        return get_decimal_symbol(self.locale)

    @functools.cached_property
    def tables(self) -> Mapping[str, Table]:
        """The tables of words by kind, such as `month`."""
        locale = Locale.parse(self.locale)
        months, short = (locale.months["format"][width] for width in ("wide", "abbreviated"))
        return {
            "cardinal": self._cardinals(),
            "ordinal": self.ordinals,
            "scale": self.scales,
            "month": {str(n): name for n, name in months.items()},
            "short_month": {str(n): name.rstrip(".") for n, name in short.items()},
            "weekday": {str(n): name for n, name in locale.days["format"]["wide"].items()},
            "season": dict(zip(_SEASONS, self.seasons.split(), strict=True)),
            "unit": {sign: f"{sign}|{words}" for sign, words in self.units.items()},
            "span": {sign: f"{sign}|{words}" for sign, words in self.spans.items()},
            "negation": {"not": self.negations},
            "perhaps_negation": {"not": self.perhaps_negations},
            "perhaps_number": self.perhaps_numbers,
            "perhaps_unit": self.perhaps_units,
        }

    def _cardinals(self) -> Table:
        """Return the words for two to ninety-nine."""
        ones = dict(enumerate(self.numerals.split(), 1))
        found = {str(number): words for number, words in ones.items() if number > 1}
        for ten, words in enumerate(self.tens.split(), 2):
            found[f"{ten}0"] = words
            for one in range(1, 10):
                both = product(words.split("|"), ones[one].split("|"))
                found[f"{ten}{one}"] = "|".join(map(self.hyphen.join, both))
        return found


@functools.cache
def lexicon(tag: str) -> Lexicon | None:
    """Return the words of a language, or None if it has none here."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).get(tag)
    return found and msgspec.convert(found, Lexicon)


def pattern(table: Table) -> str:
    """Return a regular expression for any word in a table, the longest first."""
    words = "|".join(table.values()).split("|")
    return f"(?:{'|'.join(map(_of_word, sorted(words, key=len, reverse=True)))})"


def key_of(table: Table, word: str) -> str:
    """Return the key of a word that the pattern of a table has matched."""
    return next(key for key in table if _compiled(table[key]).fullmatch(word))


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(pattern({"": words}))


def _of_word(word: str) -> str:
    found = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace("'", "['’]")
    return f"[{word[0]}{word[0].upper()}]{found[1:]}" if word[0].islower() else found
