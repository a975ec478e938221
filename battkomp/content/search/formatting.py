"""Dates and amounts in words for the search index, the same as on pages.

Pages are formatted within a request, by `battkomp.web.formats`; the index is made without one, from
the same catalogs and locales.
"""

from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from battkomp.content.entry import Words
from battkomp.content.knowledge import Figure
from battkomp.content.model import PartialDate, Unit, exact
from battkomp.languages import LANGUAGES, N_
from battkomp.settings import ROOT

_LOCALES = {language.tag: language.locale for language in LANGUAGES}
AMOUNTS = {  # in a sentence
    Unit.PERCENT: N_("%(number)s%%"),
    Unit.NOK_MILLION: N_("NOK\u00a0%(number)s\u00a0million"),
    Unit.NOK_BILLION: N_("NOK\u00a0%(number)s\u00a0billion"),
}


def amount(figure: Figure[Words, str, str], language: str) -> str:
    """Return the number of a figure in a sentence: `92 prosent` or `90 milliarder kroner`."""
    locale = _LOCALES.get(language, language)
    written = number(figure.value, locale)
    message = AMOUNTS.get(figure.unit)
    return _catalog(locale).gettext(message) % {"number": written} if message else written


def number(value: float, locale: Locale | str) -> str:
    """Return a number with all its digits and a locale's separators: `1 234,5` or `1,234.5`."""
    return str(format_decimal(exact(value), locale=locale, decimal_quantization=False))


def percent(value: float, locale: Locale | str) -> str:
    """Return hundredths as a percentage with all their digits: `92,5 %` or `92.5%`."""
    return str(format_percent(exact(value) / 100, locale=locale, decimal_quantization=False))


def partial_date(value: PartialDate, language: str) -> str:
    """Return a date in words, as precisely as it is known: `oktober 2021`."""
    locale = _LOCALES.get(language, language)
    if value.season:
        return _catalog(locale).gettext(f"{value.season} %(year)s") % {"year": value.year}
    if not value.month:
        return str(value.year)
    return str(format_date(value.first, "long" if value.day else "LLLL y", locale))


@lru_cache
def _catalog(locale: str) -> NullTranslations:
    """Return the messages of a locale; without a catalog they are in English."""
    return Translations.load(ROOT / "translations", [locale])
