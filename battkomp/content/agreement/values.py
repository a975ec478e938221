"""The values in a text: numbers, parts of dates, units and negations, each with its place."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from battkomp.content.agreement.languages import Lexicon, key_of, lexicon, pattern
from battkomp.spelling import alike

_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_YEAR = r"(?:19|20)\d\d"
_SKIPPED = r"\{[^{}]*\}|https?://\S+|(?<!\S)\S+@\S+"  # placeholders and addresses
_PLAIN = re.compile(rf"\d+(?:(?:[.,:]|{_SPACE}(?=\d{{3}}))\d+)*")
# The check and the kind of the values in tables of words.
_OF_TABLES = {
    "ordinal": ("numbers", "number"),
    "perhaps_number": ("numbers", "number"),
    "month": ("dates", "month"),
    "short_month": ("dates", "month"),
    "weekday": ("dates", "weekday"),
    "season": ("dates", "season"),
    "unit": ("units", "unit"),
    "perhaps_unit": ("units", "unit"),
    "negation": ("negations", "negation"),
    "perhaps_negation": ("negations", "negation"),
}


class Value(NamedTuple):
    """A value that a text states.

    :param check: the check that compares it, such as `numbers`.
    :param kind: `number`, `month`, `weekday`, `season`, `unit`, `span` (of time), `negation`, or
        `name` and the letters of a name with digits, such as `name vg` for `Vg3`.
    :param key: the value, equal in all languages. It tells 5.6 from 5.60.
    :param is_sure: False for a word that another language may express without such a value.
    :param start: the place of its first character.
    :param end: the place after its last character.
    """

    check: str
    kind: str
    key: str
    is_sure: bool
    start: int
    end: int

    @property
    def number(self) -> Decimal | None:
        """The value as a number, if it is one. A year and the day of a date are numbers too."""
        return Decimal(self.key) if self.kind == "number" else None


@functools.lru_cache(maxsize=4096)
def values(text: str, language: str) -> tuple[Value, ...]:
    """Return the values that a text states, in their order.

    If the language has no words in `languages.toml`, these are the `plain_numbers`.
    """
    words = lexicon(language)
    if words is None:
        return plain_numbers(text)
    return tuple(
        Value(*value, *match.span())
        for match in _pattern(words).finditer(alike(text))
        for value in _read(match, words)
    )


@functools.lru_cache(maxsize=4096)
def plain_numbers(text: str) -> tuple[Value, ...]:
    """Return the numbers of two and more digits in a text in any language, without separators.

    Smaller numbers are left out, as the text may have words for them.
    """
    found = ((re.sub(r"\D", "", one[0]), one.span()) for one in _PLAIN.finditer(alike(text)))
    return tuple(
        Value("numbers", "number", key, True, *place) for key, place in found if len(key) > 1
    )


@functools.cache
def _pattern(words: Lexicon) -> re.Pattern[str]:
    """Return the pattern of all values in a language. The outer group of a match is its kind."""
    of = {kind: pattern(table) for kind, table in words.tables.items()}
    group, point = (r"\.\d{3}0*", "[,.:]") if words.decimal == "," else (r",\d+", "[.:]")
    # With a digit too many or too few, a group of noughts still belongs to the number before it.
    thousands = rf"(?:{group}|{_SPACE}(?:(?!{_YEAR}(?!\d))\d{{3}}0*|00?))"
    digits = rf"(?:\d+{thousands}+(?!\d)|\d+)(?:{point}\d+)?"
    joiner = rf"(?:\s+(?:{words.joiners})\s+|\s*[-–—]\s*)"
    scale = rf"{of['scale']}(?:\s+{of['scale']})*(?!\w)"
    month = rf"(?:{of['month']}|{of['short_month']})(?!\w)"
    number = (
        rf"(?P<number>(?:(?P<digits>{digits})|(?P<word>{of['cardinal']}))"
        rf"(?:(?:-|\s*)(?P<scale>{scale})|(?={joiner}{digits}\s+(?P<shared>{scale})))?"
        rf"(?:(?:-|\s*)(?P<span>{of['span']})(?!\w))?)"
    )
    whole_words = (
        r"(?P<date>\d\d?[./]\d\d?[./]\d{4}|\d{4}-\d\d-\d\d)",
        rf"(?P<day>\d\d?)(?=(?:\.|st|nd|rd|th)?\s+(?:of\s+)?{month})(?:st|nd|rd|th)?",
        rf"(?P<month>{of['month']})",
        rf"(?P<short_month>{of['short_month']}(?=\.?\s+\d)|(?<=\d\s){of['short_month']})",
        rf"(?P<weekday>{of['weekday']})",
        rf"(?P<season>{of['season']}(?=,?\s+(?:\w\w?\s+)?\d{{3}})|(?<=\d{{3}}\s){of['season']})",
        rf"(?P<year>{_YEAR}(?:[-–—/]\d\d(?!\d))?)s?(?!{point}\d)",
        rf"(?P<perhaps_number>{of['perhaps_number']})",
        rf"{number}(?:st|nd|rd|th)?",
        rf"(?P<ordinal>{of['ordinal']})",
        rf"(?P<only_scale>{scale})",
        rf"(?P<perhaps_negation>{of['perhaps_negation']})",
        rf"(?P<negation>{of['negation']})",
    )
    units = rf"(?:(?P<unit>{of['unit']})|(?P<perhaps_unit>{of['perhaps_unit']}))"
    unit = rf"(?<![^\W\d_]){units}(?![^\W\d_])"
    end = rf"(?:(?!\w)|(?<=\d)(?={of['unit']}(?!\w)))"
    return re.compile(
        rf"{_SKIPPED}|(?<!\w)(?:{'|'.join(whole_words)}){end}|{unit}|(?<!\w)(?P<name>\w*\d\w*)"
    )


_Read = tuple[str, str, str, bool]  # the first four fields of a value


def _read(match: re.Match[str], words: Lexicon) -> Iterator[_Read]:
    """Yield the values of a match. A placeholder or an address has none."""
    group = match.lastgroup or ""
    if group in _OF_TABLES:
        key = key_of(words.tables[group], match[group])
        yield *_OF_TABLES[group], key, not group.startswith("perhaps")
    elif group in ("number", "only_scale"):
        yield from _numbers(match, words)
    elif group in ("day", "year", "date"):
        yield from _date(match[group])
    elif group == "name":
        name = re.sub(r"(?<=\d)s$", "", match[group].lower())  # without the genitive
        yield "numbers", "name " + re.sub(r"\d", "", name), name, True


def _numbers(match: re.Match[str], words: Lexicon) -> Iterator[_Read]:
    scale = match["scale"] or match["shared"] or match["only_scale"] or ""
    power = sum(int(key_of(words.scales, one)) for one in scale.split())
    if match["word"]:
        digits = key_of(words.tables["cardinal"], match["word"])
    else:
        digits = _decimal(match["digits"] or "1", words.decimal)
    yield "numbers", "number", _key(digits, power), True
    if match["span"]:
        yield "units", "span", key_of(words.tables["span"], match["span"]), True


def _decimal(written: str, sign: str) -> str:
    """Return digits as Python writes them. A time such as 10:30 becomes 10.30."""
    group = r"\.(?=\d{3})" if sign == "," else ","
    return re.sub("[,:]", ".", re.sub(rf"{group}|{_SPACE}", "", written))


def _key(digits: str, power: int) -> str:
    """Return a number in full, with the noughts that end its decimals."""
    number = f"{Decimal(digits).scaleb(power).normalize():f}"
    decimals = digits.partition(".")[2]
    noughts = decimals[len(decimals.rstrip("0")) :]
    return number + ("." if noughts and "." not in number else "") + noughts


def _date(written: str) -> Iterator[_Read]:
    parts = re.split(r"\D", written)
    if len(parts) == 3:
        yield "dates", "month", str(int(parts.pop(1))), True
    elif len(parts) == 2:  # as in 2021–22
        parts[1] = parts[0][:2] + parts[1]
    for part in sorted(parts, key=len):
        yield "dates", "number", str(int(part)), True
