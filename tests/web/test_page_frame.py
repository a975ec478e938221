"""The page frame follows the content, the day and the host."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.settings import Settings
from tests.support.sites import change, edited_seed, load
from tests.support.visitor import Visitor, one, words


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
