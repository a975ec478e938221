"""The page frame: menu, canonical URL and language switch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.settings import Settings
from tests.support.pages import EVERY_PAGE, counterpart, language_of
from tests.support.sites import change, edited_seed, load
from tests.support.visitor import Page, Visitor, one, words


@pytest.fixture
def uncached(settings: Settings) -> Settings:
    """Settings without the response cache."""
    return replace(settings, cache_megabytes=0)


def menu_of(visitor: Visitor, address: str) -> str:
    """Return the words of a page's menu."""
    return words(one(visitor.open(address), "nav.menu"))


def test_a_changed_title_is_in_the_next_menu(uncached: Settings, tmp_path: Path) -> None:
    load(uncached)
    visitor = Visitor(create_app(uncached))
    before = menu_of(visitor, "/nb/styret")
    load(uncached, edited_seed(tmp_path, pages=change("Prosjektstyret", "Styret vårt")))
    after = menu_of(visitor, "/nb/styret")
    assert "Styret vårt" in after
    assert "Styret vårt" not in before


def test_each_page_is_marked_in_its_own_menu(uncached: Settings) -> None:
    load(uncached)
    visitor = Visitor(create_app(uncached))
    for address in ("/nb/", "/nb/styret", "/nb/faser/1-behovskartlegging", "/nb/styret", "/en/"):
        current = one(visitor.open(address), "nav.menu [aria-current]")
        assert current["href"] == address


def test_a_page_that_is_nowhere_marks_none(uncached: Settings) -> None:
    load(uncached)
    visitor = Visitor(create_app(uncached))
    visitor.open("/nb/")
    page = visitor.open("/nb/nei", status=404)
    assert not page.select("nav.menu [aria-current]")


def test_a_part_is_launched_in_the_menu_when_its_day_has_come(uncached: Settings) -> None:
    days = [date(2020, 1, 1)]
    settings = replace(uncached, today=lambda: days[0])
    load(settings)
    visitor = Visitor(create_app(settings))
    before = menu_of(visitor, "/en/")
    days[0] = date(2026, 11, 23)
    assert "Launched" in menu_of(visitor, "/en/")
    assert "Launched" not in before


def test_a_page_names_the_host_that_it_was_asked_for_at(uncached: Settings) -> None:
    load(uncached)
    client = create_app(uncached).test_client()
    for host in ("one.example", "two.example", "one.example"):
        text = client.get("/en/", headers={"Host": host}).text
        assert f'<link rel="canonical" href="http://{host}/en/">' in text
        others = {"one.example", "two.example"} - {host}
        assert not any(other in text for other in others)


def switch(page: Page) -> dict[str, object]:
    """Return the targets of the language switch by their words."""
    return {words(link): link["href"] for link in page.select(".language-switch a")}


def test_the_language_switch_leads_to_the_same_page(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        other = {"nb": "English", "en": "Norsk"}[language_of(address)]
        assert switch(visitor.open(address)) == {other: counterpart(address)}


def test_the_language_switch_is_accessible_and_not_boosted(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        nav = one(visitor.open(address), "nav.language-switch")
        assert nav["aria-label"] == {"nb": "Språk", "en": "Language"}[language_of(address)]
        assert [words(item) for item in nav.select("li")] == ["Norsk", "English"]
        link = one(nav, "a")
        assert link["lang"] == link["hreflang"] == language_of(counterpart(address))
        assert link["rel"] == ["alternate"]
        assert link["data-hx-boost"] == "false"
        assert one(nav, "[aria-current=true]").name == "span"
        assert not nav.select("img, svg")


def test_the_language_switch_carries_only_what_the_page_reads(visitor: Visitor) -> None:
    page = visitor.open("/nb/sok?q=%C3%A5s+%26+b&x=1")
    assert switch(page) == {"English": "/en/search?q=%C3%A5s+%26+b"}
    page = visitor.open("/nb/styret?q=%C3%A5s&receipt=1")
    assert switch(page) == {"English": "/en/board"}


def test_the_language_switch_cannot_lead_off_the_site(visitor: Visitor) -> None:
    for query in ("q=//evil.example", "q=\\\\evil", "next=//evil.example"):
        (href,) = switch(visitor.open(f"/nb/sok?{query}")).values()
        assert str(href).startswith("/en/")


def test_the_language_switch_of_an_error_page_leads_to_the_page(visitor: Visitor) -> None:
    answer = visitor.client.post("/nb/faser/1-behovskartlegging")
    assert answer.status_code == 405
    assert 'href="/en/phases/1-needs-assessment"' in answer.text
    assert switch(visitor.open("/nb/finnes-ikke", status=404)) == {"English": "/en/"}
