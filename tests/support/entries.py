"""The seed's entries, as its files have them, and the numbers that their texts tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

from battkomp.content.load import SEED

Entry = dict[str, Any]

_WORDS = {
    "nb": ("null", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_ORDINALS = {
    "nb": {"første": 1, "tredje": 3, "femte": 5},
    "en": {"first": 1, "third": 3, "fifth": 5},
}
_MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "january february march april may june july august september october november december",
}
# A small number that one of the languages tells without a numeral, as an article or otherwise.
_SLIGHT = {"0", "1", "2", "3"}


def seed(name: str) -> dict[str, Entry]:
    """Return the entries of a section of the seed, by key."""
    for path in SEED.glob("*.toml"):
        found = tomllib.loads(path.read_text("utf-8"))
        if name in found and path.name != "history.toml":
            entries: dict[str, Entry] = found[name]
            return entries
    raise KeyError(name)


def texts_of(entry: Entry) -> dict[str, dict[str, str]]:
    """Return each text of an entry in each language, by field."""
    return {
        field: value
        for field, value in entry.items()
        if isinstance(value, dict) and set(value) == {"nb", "en"} and field != "slug"
    }


def plain(text: str) -> str:
    """Return a text as `visitor.words` has it, with single spaces between its words."""
    return " ".join(text.split())


def numbers_in(text: str, language: str) -> Counter[str]:
    """Return the numbers that a text tells: in figures, in words, and as months.

    Thousands are set apart in one language by spaces and in the other by commas, and decimals
    the other way round.
    """
    apart, mark = (r"[ \u00a0\u202f]", ",") if language == "nb" else (",", r"\.")
    bare = re.sub(rf"(?<=\d){apart}(?=\d{{3}}\b)", "", text)
    bare = re.sub(rf"(?<=\d){mark}(?=\d)", ".", bare)
    found = Counter(one.rstrip(".") for one in re.findall(r"\d+(?:\.\d+)?", bare))
    found += Counter(_in_words(bare, language))
    return Counter({number: count for number, count in found.items() if number not in _SLIGHT})


def _in_words(text: str, language: str) -> list[str]:
    months = {name: f"month {place}" for place, name in enumerate(_MONTHS[language].split(), 1)}
    words = {word: str(number) for number, word in enumerate(_WORDS[language])}
    known = {**words, **{word: str(n) for word, n in _ORDINALS[language].items()}, **months}
    told = [word for word in re.findall(r"\w+", text) if word != "may"]  # no month in lower case
    return [known[word.lower()] for word in told if word.lower() in known]
