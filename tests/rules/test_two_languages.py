"""The same facts in both languages: numbers and dates, entry by entry, and as pages show them."""

from __future__ import annotations

import re

import pytest

from tests.support.entries import numbers_in, seed, texts_of
from tests.support.pages import PAIRS
from tests.support.visitor import Visitor, one

SECTIONS = ("findings", "milestones", "steps", "charts", "figures", "terms", "organisations")
TEXTS = [
    (f"{section}.{key}.{field}", versions)
    for section in (*SECTIONS, "sources", "phases", "pages")
    for key, entry in seed(section).items()
    for field, versions in texts_of(entry).items()
]
KNOWLEDGE = [
    pair for pair in PAIRS if pair[0].startswith(("/nb/f", "/nb/ti", "/nb/ve", "/nb/org", "/nb/ki"))
]


@pytest.mark.parametrize("versions", [pair[1] for pair in TEXTS], ids=[one[0] for one in TEXTS])
def test_a_text_tells_the_same_numbers_in_both_languages(versions: dict[str, str]) -> None:
    assert numbers_in(versions["nb"], "nb") == numbers_in(versions["en"], "en")


def test_numbers_are_told_apart() -> None:
    assert numbers_in("30 000 i mai, 5,6 %", "nb") == numbers_in("30,000 in May, 5.6%", "en")
    assert numbers_in("fem tiltak", "nb") != numbers_in("ten measures", "en")
    assert numbers_in("27. oktober 2021", "nb") != numbers_in("28 October 2021", "en")
    assert numbers_in("om lag 90 milliarder", "nb") != numbers_in("about 9 billion", "en")


@pytest.mark.parametrize(("nb", "en"), KNOWLEDGE)
def test_a_page_shows_the_same_dates_and_anchors_in_both_languages(
    visitor: Visitor, nb: str, en: str
) -> None:
    pages = [one(visitor.open(address), "main") for address in (nb, en)]
    dates, anchors = (
        [sorted(tag[name] for tag in page.select(f"{what}:not(.printed *)")) for page in pages]
        for what, name in (("time", "datetime"), ("[id]", "id"))
    )
    assert dates[0] == dates[1]
    assert anchors[0] == anchors[1]


def test_no_weekday_is_told_of_any_date(visitor: Visitor) -> None:
    """Sources differ about the weekday on which part 2 was launched: none is given."""
    norwegian, english = "man|tirs|ons|tors|fre", "mon|tues|wednes|thurs|fri"
    days = rf"\b((?:{norwegian})dag|(?:{english})day)"
    for address in (address for pair in KNOWLEDGE for address in pair):
        assert not re.search(days, visitor.ask(address).text.lower()), address
