"""The front page, and the menu."""

from __future__ import annotations

import pytest

from battkomp.content.model import PartialDate
from tests.support.entries import seed
from tests.support.visitor import Visitor, one, words

FEATURED = {key: one for key, one in seed("figures").items() if one.get("featured")}
SOURCES = seed("sources")
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_featured_figures_have_owner_date_and_sources(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/{language}/")
    shown = [str(item["id"]) for item in page.select(".key-figure")]
    assert shown == [f"figure-{key}" for key in FEATURED]
    for key, figure in FEATURED.items():
        item = one(page, f"#figure-{key}")
        assert str(figure["value"]) in words(one(item, ".key-figure-value"))
        assert figure["label"][language] in words(item)
        assert "BattKOMP" in words(one(item, ".facts > span:first-child"))
        assert one(item, "time")["datetime"] == PartialDate.of(figure["as_of"]).machine
        links = [str(link["href"]) for link in item.select("a[rel=external]")]
        assert links == [SOURCES[source]["url"] for source in figure["sources"]]


@both
def test_it_links_to_the_results(visitor: Visitor, language: str) -> None:
    links = [str(link["href"]) for link in visitor.open(f"/{language}/").select(".home-leads a")]
    assert (
        links
        == {
            "nb": ["/nb/funn", "/nb/tidslinje", "/nb/verdikjeden"],
            "en": ["/en/findings", "/en/timeline", "/en/value-chain"],
        }[language]
    )


@both
def test_the_menu_has_its_groups_in_order_with_search_first(
    visitor: Visitor, language: str
) -> None:
    menu = one(visitor.open(f"/{language}/"), "#menu")
    first = menu.select("a")[0]
    assert first["href"] == {"nb": "/nb/sok", "en": "/en/search"}[language]
    assert [words(group) for group in menu.select(".menu-group")] == {
        "nb": ["Kunnskapsgrunnlaget", "Prosjektet"],
        "en": ["The knowledge base", "The project"],
    }[language]
    for listed in menu.select("ul[aria-labelledby]"):
        assert one(menu, f"#{listed['aria-labelledby']}")
