"""Dates, numbers and alphabetical order in the language of the request."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import flask_babel
from babel.lists import format_list
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from battkomp.content.model import PartialDate, Text, Unit
from battkomp.content.search import formatting
from battkomp.content.views import AnyEntry, Figure
from battkomp.languages import Language
from battkomp.spelling import without_accents
from battkomp.web.context import content
from battkomp.web.languages import current_language, reader_language

Item = TypeVar("Item", bound=AnyEntry)

SEASONS = {
    "spring": _("spring %(year)s"),
    "summer": _("summer %(year)s"),
    "autumn": _("autumn %(year)s"),
}

# The numbers that are written as words in running text, from one.
_WORDS = (
    _("one"),
    _("two"),
    _("three"),
    _("four"),
    _("five"),
    _("six"),
    _("seven"),
    _("eight"),
    _("nine"),
    _("ten"),
    _("eleven"),
    _("twelve"),
)


def long_date(day: date) -> Markup:
    """Return a day as a `<time>` element: `27. oktober 2021` or `27 October 2021`."""
    words = flask_babel.format_date(day, "long", rebase=False)
    return Markup('<time datetime="%s">%s</time>') % (day.isoformat(), words)


def partial_date(when: PartialDate, *, starts_line: bool = False) -> Markup:
    """Return a partial date as a `<time>` element: `oktober 2021`, `våren 2021` or `2021`.

    It has no preposition: the sentence around it has "in" or "on".

    :param starts_line: whether it begins with a capital letter.
    """
    if when.day:
        return long_date(when.first)
    if when.month:
        words = flask_babel.format_date(when.first, "LLLL y", rebase=False)
    elif when.season:
        words = str(SEASONS[when.season]) % {"year": when.year}
    else:
        words = str(when.year)
    if starts_line:
        words = words[:1].upper() + words[1:]
    return Markup('<time datetime="%s">%s</time>') % (when.machine, words)


def amount(value: float, unit: Unit) -> str:
    """Return a number with its unit: `92 %`, `5,6 millioner kroner` or `NOK 5.6 million`."""
    return percent(value) if unit is Unit.PERCENT else amount_in_words(value, unit)


def amount_in_words(value: float, unit: Unit) -> str:
    """Return a number with its unit in a sentence: `92 prosent` where `amount` has `92 %`."""
    written = number(value)
    message = formatting.AMOUNTS.get(unit)
    return flask_babel.gettext(message, number=written) if message else written


def marked_amount(value: float, unit: Unit) -> Markup:
    """Return a number with its unit, and the number in an element: `NOK <b>5.6</b> million`."""
    if unit is Unit.PERCENT:
        return Markup("<b>%s</b>") % percent(value)
    written = Markup("<b>%s</b>") % number(value)
    message = formatting.AMOUNTS.get(unit)
    return escape(flask_babel.gettext(message)) % {"number": written} if message else written


def figure_sentence(figure: Figure) -> Text:
    """Return the sentence of a figure, with its number and unit filled in."""
    written = amount_in_words(figure.value, figure.unit)
    return replace(figure.sentence, value=figure.sentence.value.replace("{value}", written))


def number(value: float) -> str:
    """Return a number with the language's separators: `1 234,5` or `1,234.5`."""
    return formatting.number(value, flask_babel.get_locale())


def number_word(value: int) -> str:
    """Return a number from one to twelve as a word, and others in digits."""
    return str(_WORDS[value - 1]) if 1 <= value <= len(_WORDS) else number(value)


def name_list(names: Iterable[object]) -> str:
    """Return names as a list in a sentence: `LO, NHO og NTNU` or `LO, NHO and NTNU`."""
    return format_list([str(name) for name in names], locale=flask_babel.get_locale())


def language_names(languages: Iterable[Language]) -> str:
    """Return languages as a list in a sentence: `norsk og engelsk` or `Norwegian and English`."""
    return name_list(flask_babel.gettext(one.english_name) for one in languages)


def percent(value: float) -> str:
    """Return hundredths as a percentage: 12 becomes `12 %` or `12%`."""
    return formatting.percent(value, flask_babel.get_locale())


def years(period: tuple[int, int]) -> str:
    """Return a period of years, such as `2021–2022`."""
    first, last = period
    return str(first) if first == last else f"{first}–{last}"


def foreign_language(tag: str) -> str:
    """Return the name of another language than the reader's: `engelsk` or `Norwegian`.

    :param tag: a BCP 47 tag. Both written forms of Norwegian are one language, `no` (ISO 639).
    :returns: an empty string for the language of the request.
    """
    name, own = ("no" if one in ("nb", "nn") else one for one in (tag, current_language().tag))
    return "" if name == own else str(flask_babel.get_locale().languages.get(name, name))


def alphabetical(entries: Iterable[Item], attribute: str) -> list[Item]:
    """Return entries in the alphabetical order of an attribute in the reader's language."""
    language = reader_language()
    key, versions = sort_key(language), content().in_language(language.tag)
    return sorted(entries, key=lambda one: key(str(getattr(versions.version(one), attribute))))


def sort_key(language: Language) -> Callable[[str], tuple[str, str]]:
    """Return the function that sorts names by the alphabet of a language."""
    # Replace the letters after z by the characters that follow it in Unicode.
    last = {
        ord(letter): chr(ord("z") + place) for place, letter in enumerate(language.last_letters, 1)
    }

    def key(name: str) -> tuple[str, str]:
        letters = unicodedata.normalize("NFC", name).casefold()
        for other, letter in language.same_letters:
            letters = letters.replace(other, letter)
        return without_accents(letters.translate(last)), name

    return key
