"""Test pages that are missing, fail, or cannot be fetched."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import Journey

FAULT = "/nb/styret?fail=1"


@pytest.mark.parametrize(
    ("address", "heading", "marked"),
    [("/nb/nei", "Siden finnes ikke", 0), (FAULT, "Noe gikk galt hos oss", 1)],
)
def test_an_error_page_is_shown_by_click_and_by_back(
    journey: Journey, address: str, heading: str, marked: int
) -> None:
    journey.open("/nb/")
    journey.follow(address)
    journey.is_at(address, heading)
    assert journey.page.title() == f"{heading} – BattKOMP"
    assert journey.page.locator("#menu [aria-current]").count() == marked
    assert journey.page.locator("link[rel=canonical]").count() == 0
    journey.go("/nb/kontakt", "Kontakt")
    journey.back(address, heading)
    journey.back("/nb/", "BattKOMP")
    journey.forget()


@pytest.mark.parametrize(
    ("start", "address", "heading", "said", "again"),
    [
        ("/nb/", "/nb/styret", "Prosjektstyret", "Siden kunne ikke lastes inn", "Prøv igjen"),
        ("/en/", "/en/board", "The project board", "The page could not be loaded", "Try again"),
    ],
)
def test_an_offline_click_or_a_timeout_shows_an_alert_and_can_be_repeated(
    journey: Journey, start: str, address: str, heading: str, said: str, again: str
) -> None:
    journey.open(start)
    title = journey.page.title()
    journey.page.context.set_offline(True)
    journey.click(address)
    expect(journey.page.get_by_role("alert")).to_contain_text(said)
    expect(journey.page).to_have_url(journey.server + start)
    assert journey.page.title() == title
    journey.page.context.set_offline(False)
    journey.page.get_by_role("button", name=again).click()
    journey.is_at(address, heading)
    expect(journey.page.locator("#alert")).to_be_empty()
    journey.page.evaluate("htmx.config.defaultTimeout = 300")
    journey.follow(f"{start}?delay=1500")
    expect(journey.page.get_by_role("alert")).to_contain_text(said)
    journey.is_at(address, heading)
    journey.forget()


def test_back_while_offline_never_shows_the_wrong_page(journey: Journey) -> None:
    journey.open("/nb/")
    journey.go("/nb/styret", "Prosjektstyret")
    journey.page.context.set_offline(True)
    journey.page.evaluate("history.back()")
    journey.page.wait_for_url("**/nb/")
    expect(journey.page.locator("#menu")).to_have_count(0)  # the browser's own page
    journey.page.context.set_offline(False)
    journey.page.goto(f"{journey.server}/nb/")
    journey.is_at("/nb/", "BattKOMP")
    journey.forget()


def test_an_answer_of_another_server_is_not_swapped_in(journey: Journey) -> None:
    journey.open("/nb/")
    journey.follow("/nb/styret?stranger=1")
    expect(journey.page.locator("h1")).to_have_text("Please sign in to this network")
    expect(journey.page).to_have_url(f"{journey.server}/nb/styret?stranger=1")
    expect(journey.page.locator("#page")).to_have_count(0)
    journey.forget()


def test_a_whole_page_is_not_swapped_in(journey: Journey) -> None:
    journey.open("/nb/")
    whole = journey.page.request.get(f"{journey.server}/nb/styret").text()
    journey.page.route(
        "**/fragment/**", lambda route: route.fulfill(body=whole, content_type="text/html")
    )
    journey.page.evaluate("window.mark = 1")
    journey.go("/nb/styret", "Prosjektstyret")
    assert journey.page.evaluate("window.mark") is None
    expect(journey.page.locator("#menu")).to_have_count(1)


def test_a_fragment_never_replaces_a_whole_page(journey: Journey) -> None:
    journey.open("/nb/")
    fragment = journey.page.request.get(f"{journey.server}/fragment/nb/").text()
    journey.go("/nb/styret", "Prosjektstyret")
    journey.page.route(
        "**/nb/", lambda route: route.fulfill(body=fragment, content_type="text/html"), times=1
    )
    journey.back("/nb/", "BattKOMP")
    expect(journey.page.locator("#menu a")).not_to_have_count(0)


def test_a_late_answer_of_another_server_is_ignored(journey: Journey) -> None:
    journey.open("/nb/")
    journey.add_link("/nb/styret?stranger=1&delay=1000")
    journey.page.locator("#main a").last.evaluate(
        "link => document.querySelector('#menu ul').append(link)"  # where it is fetched ahead
    )
    journey.page.locator("#menu ul > a").hover()
    journey.page.locator("#menu ul > a").click()
    journey.go("/nb/kontakt", "Kontakt")
    journey.page.wait_for_timeout(1300)
    journey.is_at("/nb/kontakt", "Kontakt")


def test_a_link_to_the_other_language_loads_a_whole_page(journey: Journey) -> None:
    journey.open("/nb/")
    journey.follow("/en/board")
    journey.is_at("/en/board", "The project board")
    assert journey.page.evaluate("document.documentElement.lang") == "en"
    assert journey.asked()[-1] != "/fragment/en/board"
