"""Compare the languages: the same numbers and dates, in the seed and on pages."""

from __future__ import annotations

import re

from tests.support.entries import numbers_in, seed, texts_of
from tests.support.pages import PAIRS
from tests.support.visitor import Visitor, one

SECTIONS = (
    *("findings", "milestones", "steps", "charts", "figures", "terms", "organisations"),
    *("sources", "phases", "pages"),
)
KNOWLEDGE = [
    pair for pair in PAIRS if pair[0].startswith(("/nb/f", "/nb/ti", "/nb/ve", "/nb/org", "/nb/ki"))
]


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
