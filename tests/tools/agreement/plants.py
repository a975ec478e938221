"""Errors of each kind, planted into a text in every place that they fit."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from battkomp.content.files import Document
from tests.tools.agreement import words

SPACES = " \u00a0\u202f"
_NUMBER = re.compile(rf"\d+(?:[{SPACES},.]\d+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ0-9«‘“])")
_GENITIVE = "(?:s|’s|’)?"


class Names(NamedTuple):
    """The names of organisations in each language, and of people."""

    organisations: dict[str, tuple[str, ...]]
    people: tuple[str, ...]


Planter = Callable[[str, str, Names], Iterator[str]]


def names_of(document: Document, languages: tuple[str, ...]) -> Names:
    """Return the names in the content."""
    found = {
        tag: tuple(
            dict.fromkeys(
                words_of[tag]
                for one in document.organisations.values()
                for words_of in (one.name, one.official or {})
                if tag in words_of
            )
        )
        for tag in languages
    }
    return Names(found, (*(one.name for one in document.people.values()), *words.PEOPLE))


def replaced(text: str, found: re.Match[str], by: str) -> str:
    """Return a text with other words in the place of a match, without gaps."""
    planted = text[: found.start()] + by + text[found.end() :]
    return re.sub(r" +(?=[ ,.)])|(?<=\() ", "", planted).strip(" ") if not by else planted


def like(word: str, other: str) -> str:
    """Return another word with a capital letter if the first one has one."""
    return other.capitalize() if word[0].isupper() and other.islower() else other


def _words(text: str, choice: list[str], flags: int = re.IGNORECASE) -> Iterator[re.Match[str]]:
    longest = "|".join(map(re.escape, sorted(choice, key=len, reverse=True)))
    return re.finditer(rf"(?<!\w)(?:{longest})(?!\w)", text, flags)


def _next_of(lists: dict[str, str], flags: int = re.IGNORECASE) -> Planter:
    def plant(text: str, language: str, _: Names) -> Iterator[str]:
        row = lists[language].split()
        after = dict(pairwise([*(one.lower() for one in row), row[0]]))
        after |= {one.lower(): other for one, other in pairwise([*row, row[0]])}
        for found in _words(text, row, flags):
            yield replaced(text, found, like(found[0], after[found[0].lower()]))

    return plant


def _mapped(tables: dict[str, dict[str, str]]) -> Planter:
    def plant(text: str, language: str, _: Names) -> Iterator[str]:
        for found in _words(text, list(tables[language]), 0):
            yield replaced(text, found, tables[language][found[0]])

    return plant


def a_digit(text: str, _: str, __: Names) -> Iterator[str]:
    """Yield the text with one digit of each number changed."""
    for found in _NUMBER.finditer(text):
        places = [one for one, letter in enumerate(found[0]) if letter.isdigit()]
        place = places[crc32(text.encode()) % len(places)]
        digit = str(int(found[0][place]) % 9 + 1)
        yield replaced(text, found, found[0][:place] + digit + found[0][place + 1 :])


def a_year(text: str, _: str, __: Names) -> Iterator[str]:
    """Yield the text with each year in turn one later."""
    for found in re.finditer(r"\b(?:19|20)\d\d\b", text):
        yield replaced(text, found, str(int(found[0]) + 1))


def a_nought(text: str, _: str, __: Names) -> Iterator[str]:
    """Yield the text with each number in turn ten times as large, grouped as it was."""
    for found in _NUMBER.finditer(text):
        whole, mark, decimals = re.fullmatch(r"(.*?\d)(?:([.,])(\d{1,2}))?", found[0]).groups()  # type: ignore[union-attr]
        apart = next((one for one in whole if not one.isdigit()), "")
        digits = re.sub(r"\D", "", whole) + "0"
        grouped = f"{int(digits):,}".replace(",", apart) if apart else digits
        yield replaced(text, found, grouped + (mark + decimals if mark else ""))


def _organisations(text: str, language: str, names: Names) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each name of an organisation in a text, and its genitive ending."""
    longest = sorted(names.organisations[language], key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?={_GENITIVE}(?!\w))"
    for found in re.finditer(pattern, text):
        ending = re.compile(_GENITIVE).match(text, found.end())
        yield found, ending[0] if ending else ""


def an_organisation_swapped(text: str, language: str, names: Names) -> Iterator[str]:
    """Yield the text with another organisation in the place of each."""
    others = [one for one in names.organisations[language] if one not in text]
    for found, _ in _organisations(text, language, names):
        yield replaced(text, found, others[crc32(text.encode()) % len(others)])


def an_organisation_dropped(text: str, language: str, names: Names) -> Iterator[str]:
    """Yield the text without each organisation in turn."""
    for found, ending in _organisations(text, language, names):
        whole = re.compile(re.escape(found[0] + ending)).match(text, found.start())
        if whole:
            yield replaced(text, whole, "")


def a_person_swapped(text: str, _: str, names: Names) -> Iterator[str]:
    """Yield the text with another person in the place of each."""
    others = [one for one in names.people if one not in text]
    for found in _words(text, list(names.people), 0):
        yield replaced(text, found, others[crc32(text.encode()) % len(others)])


def a_negation_dropped(text: str, language: str, _: Names) -> Iterator[str]:
    """Yield the text without each negation in turn."""
    for found in _words(text, words.NEGATIONS[language].split()):
        yield replaced(text, found, "can" if found[0] == "cannot" else "")


def a_negation_added(text: str, language: str, _: Names) -> Iterator[str]:
    """Yield the text with a negation after each verb that takes one."""
    for found in _words(text, words.VERBS[language].split()):
        yield replaced(text, found, f"{found[0]} {words.NOT[language]}")


def a_sentence_dropped(text: str, _: str, __: Names) -> Iterator[str]:
    """Yield the text without each sentence in turn, of paragraphs that have more than one."""
    paragraphs = text.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        sentences = _SENTENCE_END.split(paragraph.strip())
        for place in range(len(sentences) if len(sentences) > 1 else 0):
            left = " ".join(sentences[:place] + sentences[place + 1 :])
            yield "\n\n".join([*paragraphs[:number], left, *paragraphs[number + 1 :]])


def a_paragraph_dropped(text: str, _: str, __: Names) -> Iterator[str]:
    """Yield the text without each paragraph in turn, if it has more than one."""
    paragraphs = text.split("\n\n")
    for number in range(len(paragraphs) if len(paragraphs) > 1 else 0):
        yield "\n\n".join(paragraphs[:number] + paragraphs[number + 1 :])


def an_item_dropped(text: str, language: str, _: Names) -> Iterator[str]:
    """Yield the text without each item of a list, or each that stands between commas."""
    for found in re.finditer(r"^- .*\n", text, re.MULTILINE):
        yield text[: found.start()] + text[found.end() :]
    joined = rf"(?:,? (?:{words.AND[language]}) )"
    item = r"[^\s,.;:()]+(?: [^\s,.;:()]+){0,3}?"
    for found in re.finditer(rf"(?<!\d), {item}(?=(?:, {item})*{joined})", text):
        yield text[: found.start()] + text[found.end() :]


PLANTERS: dict[str, Planter] = {
    "one digit": a_digit,
    "a year": a_year,
    "a nought more": a_nought,
    "a number word": _next_of(words.NUMBERS),
    "an ordinal": _next_of(words.ORDINALS),
    "a month": _next_of(words.MONTHS, 0),
    "a season": _next_of(words.SEASONS),
    "a unit": _mapped(words.UNITS),
    "million for billion": _mapped(words.LARGE),
    "a negation dropped": a_negation_dropped,
    "a negation added": a_negation_added,
    "an organisation swapped": an_organisation_swapped,
    "an organisation dropped": an_organisation_dropped,
    "a person swapped": a_person_swapped,
    "a sentence dropped": a_sentence_dropped,
    "a paragraph dropped": a_paragraph_dropped,
    "an item dropped": an_item_dropped,
}

# The checks that an error of a kind is for. Text that was dropped may concern any of them.
_VALUES = frozenset({"numbers", "counts", "figures"})
_DATES = frozenset({"dates", "stored-dates"})
_NAMES = frozenset({"organisations", "mentions", "names"})
FITTING: dict[str, frozenset[str]] = {
    **dict.fromkeys(("one digit", "a nought more", "a number word", "an ordinal"), _VALUES),
    **dict.fromkeys(("a unit", "million for billion"), _VALUES | {"units"}),
    **dict.fromkeys(("a year", "a month", "a season"), _DATES),
    **dict.fromkeys(("a negation dropped", "a negation added"), frozenset({"negations"})),
    **dict.fromkeys(("an organisation swapped", "an organisation dropped"), _NAMES),
    "a person swapped": frozenset({"people", "names"}),
}
FITTING |= {kind: FITTING[kind] | _DATES | _NAMES for kind in ("one digit", "a nought more")}


def _turned(pairs: dict[str, str]) -> Planter:
    def plant(text: str, _: str, __: Names) -> Iterator[str]:
        yield re.sub("|".join(map(re.escape, pairs)), lambda found: pairs[found[0]], text)

    return plant


def _soft_hyphens(text: str, _: str, __: Names) -> Iterator[str]:
    yield re.sub(r"([a-zæøå]{5})(?=[a-zæøå]{3})", "\\1\u00ad", text)


def _lines(text: str, _: str, __: Names) -> Iterator[str]:
    yield re.sub(r"(?<=[a-z]) (?=[a-z])", "\n", re.sub(r"(?<=[.,]) ", "  ", text))


def _decomposed(text: str, _: str, __: Names) -> Iterator[str]:
    yield unicodedata.normalize("NFD", text)


# Edits of typography, which no check may announce.
HARMLESS: dict[str, Planter] = {
    "straight quotes": _turned(dict.fromkeys("«»“”", '"') | dict.fromkeys("‘’", "'")),
    "curly quotes": _turned({"«": "“", "»": "”", "‘": "“"}),
    "hyphens for dashes": _turned({"–": "-"}),
    "em dashes": _turned({" – ": "—", "–": "—"}),
    "no-break spaces": _turned({" ": "\u00a0"}),
    "narrow spaces": _turned({" ": "\u202f", "\u00a0": "\u202f"}),
    "plain spaces": _turned({"\u00a0": " "}),
    "lines and double spaces": _lines,
    "soft hyphens": _soft_hyphens,
    "decomposed letters": _decomposed,
}
