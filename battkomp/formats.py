"""Dates, numbers and alphabetical order, as each language writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

import flask_babel
from babel import dates
from flask import Flask
from markupsafe import Markup

from battkomp.content.model import Period
from battkomp.languages import Language, current_language

Item = TypeVar("Item")

# Letters that have no accent to take off, in an alphabet that does not know them.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ß": "ss"})


def init_app(app: Flask) -> None:
    """Offer the formats to templates."""
    app.add_template_filter(long_date)
    app.add_template_filter(number)
    app.add_template_filter(percent)
    app.add_template_filter(years)
    app.add_template_filter(alphabetical)


def long_date(day: date) -> Markup:
    """Return a day as `27. oktober 2021` or `27 October 2021`, for people and for machines."""
    return _long_date(day, current_language().locale)


@lru_cache(maxsize=1000)
def _long_date(day: date, locale: str) -> Markup:
    words = dates.format_date(day, "long", locale)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)


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
