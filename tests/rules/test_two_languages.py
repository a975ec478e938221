"""Compare the languages: the same numbers and dates, in the seed and on pages."""

import re
from collections import Counter
from typing import Any

from babel.dates import get_month_names

from tests.support.pages import PAIRS
from tests.support.sites import seed
from tests.support.visitor import Visitor, one

SECTIONS = (
    *("findings", "milestones", "steps", "charts", "figures", "terms", "organisations"),
    *("sources", "phases", "pages"),
)
KNOWLEDGE = [
    pair for pair in PAIRS if pair[0].startswith(("/nb/f", "/nb/ti", "/nb/ve", "/nb/org", "/nb/ki"))
]
_WORDS = {
    "nb": ("null", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_ORDINALS = {
    "nb": {"første": "1", "tredje": "3", "femte": "5"},
    "en": {"first": "1", "third": "3", "fifth": "5"},
}
# A small number that one of the languages tells without a numeral, as an article or otherwise.
_SLIGHT = {"0", "1", "2", "3"}


def texts_of(entry: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return each text of an entry in each language, by field."""
    return {
        field: value
        for field, value in entry.items()
        if isinstance(value, dict) and set(value) == {"nb", "en"} and field not in ("slug", "avoid")
    }


def numbers_in(text: str, language: str) -> Counter[str]:
    """Return the numbers that a text tells: in figures, in words, and as months.

    Thousands are set apart in one language by spaces and in the other by commas, and decimals
    the other way round.
    """
    apart, mark = (r"[ \u00a0\u202f]", ",") if language == "nb" else (",", r"\.")
    bare = re.sub(rf"(?<=\d){apart}(?=\d{{3}}\b)", "", text)
    bare = re.sub(rf"(?<=\d){mark}(?=\d)", ".", bare)
    known = {word: str(number) for number, word in enumerate(_WORDS[language])}
    known |= _ORDINALS[language]
    months = get_month_names("wide", locale=language)
    known |= {name.lower(): f"month {number}" for number, name in months.items()}
    told = [one.rstrip(".") for one in re.findall(r"\d+(?:\.\d+)?", bare)]
    words = [word for word in re.findall(r"\w+", bare) if word != "may"]  # no month in lower case
    told += [known[word.lower()] for word in words if word.lower() in known]
    return Counter(number for number in told if number not in _SLIGHT)


def test_a_text_has_the_same_numbers_in_both_languages() -> None:
    faults = [
        f"{section}.{key}.{field}"
        for section in SECTIONS
        for key, entry in seed(section).items()
        for field, versions in texts_of(entry).items()
        if numbers_in(versions["nb"], "nb") != numbers_in(versions["en"], "en")
    ]
    assert faults == []


def test_a_page_shows_the_same_dates_and_anchors_in_both_languages(visitor: Visitor) -> None:
    faults = []
    for pair in KNOWLEDGE:
        mains = [one(visitor.open(address), "main") for address in pair]
        for name in ("datetime", "id"):
            nb, en = (
                sorted(str(tag[name]) for tag in main.select(f"[{name}]:not(.printed *)"))
                for main in mains
            )
            if nb != en:
                faults.append((pair, nb, en))
    assert faults == []


def test_no_page_names_a_weekday(visitor: Visitor) -> None:
    """Sources disagree about the weekday on which part 2 was launched."""
    norwegian, english = "man|tirs|ons|tors|fre", "mon|tues|wednes|thurs|fri"
    days = rf"\b((?:{norwegian})dag|(?:{english})day)"
    addresses = [address for pair in KNOWLEDGE for address in pair]
    assert [one for one in addresses if re.search(days, visitor.ask(one).text.lower())] == []
