"""The values in a text: numbers, parts of dates, units and negations, each with its place.

In both languages, `2,5 millioner` and `2.5 million` are the number `2500000`, `16. november` and
`16 November` the day `16` and the month `--11`, and `kroner` and `NOK` the unit `NOK`.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from battkomp.content.agreement.check import Found
from battkomp.spelling import alike

Table = Mapping[str, str]  # words for the same thing, with `|` between them, by its key
_LETTER = r"[^\W\d]"
NUMBERS, DATES = ("number", "ordinal", "name"), ("day", "month", "season", "year")
UNITS, NEGATIONS = ("unit", "span"), ("negation",)
_SPACES = " \u00a0\u2007\u2009\u202f"
_YEAR = r"(?:19|20)\d\d(?!\d)"


class Lexicon(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """How a language writes values and names. `languages.toml` explains the fields."""

    decimal: str
    thousands: str
    values: Mapping[str, Table]
    counted: Table
    uncounted: str
    abbreviations: str
    conjunctions: str
    openers: str
    names: Mapping[str, Table] = {}


@functools.cache
def lexicon(tag: str) -> Lexicon | None:
    """Return the words of a language, or None if it has none here."""
    found = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8")).get(tag)
    return found and msgspec.convert(found, Lexicon)


def pattern(table: Table) -> str:
    """Return a regular expression for any word in a table, the longest first."""
    words = sorted("|".join(table.values()).split("|"), key=len, reverse=True)
    return rf"(?<!{_LETTER})(?:{'|'.join(map(_of_word, words))})(?!{_LETTER})"


def key_of(table: Table, word: str) -> str:
    """Return the key of a word that the pattern of a table has matched."""
    return next(key for key in table if _compiled(table[key]).fullmatch(word))


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(pattern({"": words}))


def _of_word(word: str) -> str:
    found = re.escape(word).replace(r"\ ", r"\s+").replace(r"\*", f"{_LETTER}*")
    found = found.replace("'", "['’]")
    return f"[{word[0]}{word[0].upper()}]{found[1:]}" if word[0].islower() else found


@functools.lru_cache(maxsize=4096)
def values(text: str, language: str) -> tuple[Found, ...]:
    """Return the values that a text states, in their order, or none without `languages.toml`.

    Numbers, ordinals, days and years have keys in common: `part 3` is `the third part`. A text
    need not repeat a unit or a name.
    """
    words = lexicon(language)
    if words is None:
        return ()
    found: list[Found] = []
    for match in _pattern(words).finditer(alike(text)):
        for kind, key in _read(match, words):
            is_repeated = kind in ("unit", "span", "name") and key in {one.key for one in found}
            is_sure = kind != "perhaps" and not is_repeated
            found.append(Found(key, *match.span(), kind, is_sure))
    return tuple(found)


@functools.cache
def _pattern(words: Lexicon) -> re.Pattern[str]:
    """Return the pattern of all values in a language. The first kind that fits counts."""
    of = {kind: pattern(table) for kind, table in words.values.items()}
    thousands = rf"\d{{1,3}}(?:[{words.thousands}{_SPACES}]\d{{3}})+(?!\d)"
    digits = rf"\b(?P<whole>{thousands}|\d+)(?:[{words.decimal}.:](?P<decimals>\d+))?"
    kinds = {
        "skipped": r"\{[^{}]*\}|https?://\S+|(?<!\S)\S+@\S+",  # placeholders and addresses
        "unit": of["unit"],
        "day": rf"\b\d\d?(?=(?:\.|st|nd|rd|th)?\s+(?:of\s+)?{of['month']})",
        "month": of["month"],
        "season": rf"{of['season']}(?=,?\s+(?:\w\w?\s+)?{_YEAR})",
        "year": rf"\b{_YEAR}",
        "perhaps": of["perhaps"],
        "number": rf"(?:{digits}|(?P<word>{of['number']})|(?={of['scale']}))"
        rf"(?P<scales>(?:[\s-]*{of['scale']})*)(?:[\s-]*(?P<span>{of['span']}))?",
        "ordinal": of["ordinal"],
        "negation": of["negation"],
        "name": r"\b\w*\d\w*",
    }
    return re.compile("|".join(f"(?P<{kind}>{one})" for kind, one in kinds.items()))


def _read(match: re.Match[str], words: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield the kind and the key of each value in a match."""
    kind = match.lastgroup or ""
    if kind == "number":
        yield kind, _number(match, words.values)
        if match["span"]:
            yield "span", key_of(words.values["span"], match["span"])
    elif kind in words.values:
        yield kind, key_of(words.values[kind], match[0])
    elif kind in ("day", "year"):
        yield kind, match[0].lstrip("0")
    elif kind == "name":
        yield kind, match[0].lower().removesuffix("s")  # without the genitive


def _number(match: re.Match[str], tables: Mapping[str, Table]) -> str:
    """Return a number in full, such as `2500000` for `2.5 million`. A time is one, as `10.30`."""
    whole = re.sub(r"\D", "", match["whole"] or "1")
    if match["word"]:
        whole = key_of(tables["number"], match["word"])
    scales = match["scales"].replace("-", " ").split()
    power = sum(int(key_of(tables["scale"], one)) for one in scales)
    number = Decimal(f"{whole}.{match['decimals'] or 0}").scaleb(power)
    return f"{number.normalize():f}"
