"""Dates and amounts in words for the search index, the same as on pages.

Pages are formatted within a request, by `battkomp.web.formats`; the index is made without one, from
the same catalogs and locales.
"""

from __future__ import annotations

from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from battkomp.content.entries import FigureEntry
from battkomp.content.partial_dates import When
from battkomp.languages import LANGUAGES
from battkomp.settings import ROOT

_LOCALES = {language.tag: language.locale for language in LANGUAGES}
# Messages of the catalogs, which are extracted from `battkomp.web.formats`.
_AMOUNTS = {"nok-million": "NOK %(number)s million", "nok-billion": "NOK %(number)s billion"}


def amount(figure: FigureEntry, language: str) -> str:
    """Return the number of a figure with its unit: `92 %` or `90 milliarder kroner`."""
    locale = _LOCALES.get(language, language)
    if figure.unit == "percent":
        return str(format_percent(figure.value / 100, locale=locale))
    number = str(format_decimal(figure.value, locale=locale))
    message = _AMOUNTS.get(figure.unit)
    return _catalog(locale).gettext(message) % {"number": number} if message else number


def partial_date(text: str, language: str) -> str:
    """Return a date such as `2021-10` in words, as precisely as it is known: `oktober 2021`.

    :raises ValueError: if the text is not a date.
    """
    when, locale = When.of(text), _LOCALES.get(language, language)
    if when.season:
        return _catalog(locale).gettext(f"{when.season} %(year)s") % {"year": when.year}
    if not when.month:
        return str(when.year)
    return str(format_date(when.first, "long" if when.day else "LLLL y", locale))


@lru_cache
def _catalog(locale: str) -> NullTranslations:
    """Return the messages of a locale; without a catalog they are in English."""
    return Translations.load(ROOT / "translations", [locale])
