"""Dates and amounts in words, as pages write them, for what is made without a request.

Pages have theirs from `battkomp.web.formats`, where a catalog has the words; a test compares them.
"""

from __future__ import annotations

from collections.abc import Collection

from babel.dates import format_date
from babel.numbers import format_decimal

from battkomp.content.entries import FigureEntry, Words
from battkomp.content.partial_dates import When

# By language; any other is written as English is.
_AMOUNTS = {
    "nb": {
        "percent": "{}\N{NO-BREAK SPACE}%",
        "nok-million": "{} millioner kroner",
        "nok-billion": "{} milliarder kroner",
    },
    "": {"percent": "{}%", "nok-million": "NOK {} million", "nok-billion": "NOK {} billion"},
}
_SEASONS = {
    "nb": {"spring": "våren {}", "summer": "sommeren {}", "autumn": "høsten {}"},
    "": {"spring": "spring {}", "summer": "summer {}", "autumn": "autumn {}"},
}
_LOCALES = {"en": "en-GB"}  # where it says more than the language


def amount(figure: FigureEntry, language: str) -> str:
    """Return a figure's number with its unit: `92 %` or `90 milliarder kroner`."""
    written = str(format_decimal(figure.value, locale=_locale(language)))
    return _AMOUNTS.get(language, _AMOUNTS[""]).get(figure.unit, "{}").format(written)


def moment(when: When, language: str) -> str:
    """Return a date as precisely as it is known: `27. oktober 2021`, `høsten 2021` or `2021`."""
    if when.season:
        return _SEASONS.get(language, _SEASONS[""])[when.season].format(when.year)
    if not when.month:
        return str(when.year)
    pattern = "long" if when.day else "LLLL y"
    return str(format_date(when.first, pattern, locale=_locale(language)))


def moments(text: str, languages: Collection[str]) -> Words:
    """Return a date such as `2021-10` in the words of each language.

    :raises ValueError: if the text stands for no date.
    """
    when = When.of(text)
    return {language: moment(when, language) for language in languages}


def _locale(language: str) -> str:
    return _LOCALES.get(language, language).replace("-", "_")
