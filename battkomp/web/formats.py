"""Dates, numbers and alphabetical order, as each language writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import flask_babel
from babel import Locale, dates
from flask_babel import lazy_gettext
from markupsafe import Markup

from battkomp.content.knowledge import Figure, Unit
from battkomp.content.model import Period, Text
from battkomp.content.partial_dates import When
from battkomp.languages import Language
from battkomp.web.languages import current_language

Item = TypeVar("Item")

SEASONS = {
    "spring": lazy_gettext("spring %(year)s"),
    "summer": lazy_gettext("summer %(year)s"),
    "autumn": lazy_gettext("autumn %(year)s"),
}

# Letters that have no accent to take off, in an alphabet that does not know them.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ß": "ss"})


def long_date(day: date) -> Markup:
    """Return a day as `27. oktober 2021` or `27 October 2021`, for people and for machines."""
    words = dates.format_date(day, "long", current_language().locale)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)


def partial_date(when: When) -> Markup:
    """Return a date as precisely as it is known: `oktober 2021`, `våren 2021` or `2021`.

    It reads on within a sentence, after "in" or "on": what is in front is the sentence's.
    """
    if when.day:
        return long_date(when.first)
    locale = current_language().locale
    if when.month:
        words = dates.format_date(when.first, "LLLL y", locale)
    elif when.season:
        words = str(SEASONS[when.season]) % {"year": when.year}
    else:
        words = str(when.year)
    return Markup('<time datetime="{}">{}</time>').format(when.machine, words)


def amount(value: float, unit: Unit) -> str:
    """Return a number with its unit: `92 %`, `5,6 millioner kroner` or `NOK 5.6 million`."""
    if unit is Unit.PERCENT:
        return percent(value)
    words = {
        Unit.NOK_MILLION: lazy_gettext("NOK %(number)s million"),
        Unit.NOK_BILLION: lazy_gettext("NOK %(number)s billion"),
    }
    written = number(value)
    return str(words[unit]) % {"number": written} if unit in words else written


def figure_sentence(figure: Figure) -> Text:
    """Return a figure as a sentence, with the number in its place."""
    written = amount(figure.value, figure.unit)
    return replace(figure.sentence, value=figure.sentence.value.replace("{value}", written))


def number(value: float) -> str:
    """Return a number with the language's separators: `1 234,5` or `1,234.5`."""
    return str(flask_babel.format_decimal(value))


def percent(value: float) -> str:
    """Return hundredths as a percentage: 12 becomes `12 %` or `12%`."""
    return str(flask_babel.format_percent(value / 100))


def years(period: Period) -> str:
    """Return a period in years with an en dash: `2021–2022`."""
    if period.first == period.last:
        return str(period.first)
    return f"{period.first}–{period.last}"


def foreign_language(tag: str) -> str:
    """Return what the page calls a language that is not its own, and nothing for its own."""
    return "" if tag == current_language().tag else language_name(tag)


def language_name(tag: str) -> str:
    """Return the name of a language, by its tag: `engelsk` or `English`."""
    return str(Locale.parse(current_language().locale).languages.get(tag, tag))


def alphabetical(items: Iterable[Item], attribute: str) -> list[Item]:
    """Return items in the alphabetical order of an attribute in the current language."""
    key = sort_key(current_language())
    return sorted(items, key=lambda item: key(str(getattr(item, attribute))))


def sort_key(language: Language) -> Callable[[str], tuple[str, str]]:
    """Return the function by which names are sorted in a language."""
    # The signs that follow z in Unicode stand for the letters that follow it in the alphabet.
    last = {
        ord(letter): chr(ord("z") + place) for place, letter in enumerate(language.last_letters, 1)
    }

    def key(name: str) -> tuple[str, str]:
        letters = unicodedata.normalize("NFC", name).casefold()
        for other, letter in language.same_letters:
            letters = letters.replace(other, letter)
        plain = unicodedata.normalize("NFD", letters.translate(last).translate(_PLAIN))
        return "".join(one for one in plain if not unicodedata.combining(one)), name

    return key
