"""The page of the value chain."""

from __future__ import annotations

import pytest

from battkomp.content.model import PartialDate
from tests.support.entries import plain, seed
from tests.support.visitor import Visitor, one, words

STEPS, MILESTONES = seed("steps"), seed("milestones")
PAGES = {"nb": "/nb/verdikjeden", "en": "/en/value-chain"}
LISTS = {"nb": "/nb/organisasjoner", "en": "/en/organisations"}
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_steps_are_in_order_with_date_and_sources(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    assert [str(item["id"]) for item in page.select("ol.chain > li")] == list(STEPS)
    for key, step in STEPS.items():
        item = one(page, f"#{key}")
        assert words(one(item, "h2")) == step["title"][language]
        assert plain(step["body"][language]) in words(item)
        assert one(item, "time")["datetime"] == PartialDate.of(step["as_of"]).machine
        cited = [str(link["href"]) for link in item.select(".source-citations a")]
        assert cited == [f"#source-{source}" for source in step["sources"]]


@both
def test_organisations_link_to_their_profile(visitor: Visitor, language: str) -> None:
    page, listed = visitor.open(PAGES[language]), visitor.open(LISTS[language])
    for key, step in STEPS.items():
        links = [str(link["href"]) for link in page.select(f"#{key} .chain-organisations a")]
        named = step.get("organisations", [])
        assert links == [f"{LISTS[language]}#{organisation}" for organisation in named]
        for organisation in named:
            assert one(listed, f"li#{organisation}")


@both
def test_later_milestones_of_the_named_organisations_are_listed(
    visitor: Visitor, language: str
) -> None:
    named = {one for step in STEPS.values() for one in step.get("organisations", ())}
    expected = {
        key
        for key, entry in MILESTONES.items()
        if entry["kind"] == "since" and named & set(entry.get("organisations", ()))
    }
    links = visitor.open(PAGES[language]).select("section[aria-labelledby=since] li a")
    assert {str(link["href"]).partition("#")[2] for link in links} == expected
    assert expected
