"""Test navigation by fragments: it behaves like that of the browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Journey, in_page
from tests.support.pages import (
    CALENDARS,
    COMPANIONS,
    EVERY_PAGE,
    KINDS_OF_PAGES,
    companion_of,
    counterpart,
    english_in_full,
    language_of,
)

BOARD, CONTACT = "Prosjektstyret", "Kontakt"
BESIDE = [companion_of("/nb/styret", name) for name in COMPANIONS]


@pytest.mark.parametrize("address", english_in_full((*EVERY_PAGE, *BESIDE)))
def test_a_swapped_page_equals_a_loaded_page(journey: Journey, address: str) -> None:
    check_swap(journey, address)


# The bytes of the fragments equal those of the live site: tests/operations/test_static_site.py.
@pytest.mark.parametrize("address", [*KINDS_OF_PAGES, *BESIDE])
def test_a_swapped_page_of_the_static_site_equals_a_loaded_page(
    visit: Journey, address: str
) -> None:
    check_swap(visit, address)


def check_swap(visit: Journey, address: str) -> None:
    """Follow a link to a page, and compare the page with itself after a load."""
    visit.open(address)
    loaded = visit.snapshot()
    visit.open("/nb/styret" if language_of(address) == "nb" else "/en/board")
    visit.page.evaluate("window.mark = 1")
    visit.follow(address)
    expect(visit.page.locator("h1")).to_be_focused()
    visit.is_at(address, re.compile(r"\S"))
    assert visit.snapshot() == loaded
    assert visit.page.evaluate("window.mark") == 1


def test_back_and_forward_show_the_same_as_a_load(anywhere: Journey) -> None:
    anywhere.page.set_viewport_size({"width": 1280, "height": 300})
    anywhere.open("/nb/")
    home = anywhere.snapshot()
    anywhere.page.evaluate("scrollTo(0, 400)")
    anywhere.go("/nb/styret", BOARD)
    board = anywhere.snapshot()
    anywhere.go("/nb/kontakt", CONTACT)
    anywhere.back("/nb/styret", BOARD)
    assert anywhere.snapshot() == board
    anywhere.back("/nb/", "BattKOMP")
    expect(anywhere.page.locator("#status")).to_have_text("BattKOMP – Batteriindustrien")
    assert anywhere.snapshot() == home | {"scroll": 400}
    anywhere.page.go_forward()
    anywhere.is_at("/nb/styret", BOARD)
    assert anywhere.snapshot() == board


def test_a_redirect_ends_at_the_new_address_and_keeps_the_query(journey: Journey) -> None:
    for query in ("", "?x=1&q=%C3%A5"):
        journey.open("/en/")
        journey.follow(f"/en/phases/1-behovskartlegging{query}")
        journey.is_at(f"/en/phases/1-needs-assessment{query}", "Part 1: Needs assessment")
        marked = journey.page.locator("#menu [aria-current=page]")
        expect(marked).to_have_text(re.compile("Part 1: Needs assessment"))


def test_a_link_to_a_section_goes_there(anywhere: Journey) -> None:
    anywhere.page.set_viewport_size({"width": 1280, "height": 300})
    anywhere.open("/nb/styret")
    anywhere.follow("/nb/faser#phase-3")
    anywhere.is_at("/nb/faser#phase-3", "Prosjektets faser")
    expect(anywhere.page.locator("#phase-3:target")).to_be_in_viewport()
    assert anywhere.page.evaluate("scrollY") > 0


def test_a_point_of_the_timeline_leads_to_its_event(journey: Journey) -> None:
    journey.open("/en/timeline")
    journey.click("#battery-strategy")
    expect(journey.page.locator("#battery-strategy:target")).to_be_in_viewport()
    journey.page.go_back()
    journey.go("/en/phases/1-needs-assessment", "Part 1: Needs assessment")


def test_a_link_to_the_current_page_adds_no_history(anywhere: Journey) -> None:
    anywhere.open("/nb/")
    anywhere.go("/nb/styret", BOARD)
    length = anywhere.page.evaluate("history.length")
    for _ in range(3):
        anywhere.go("/nb/styret", BOARD)
        expect(anywhere.page.locator("h1")).to_be_focused()
    assert anywhere.page.evaluate("history.length") == length


@pytest.mark.parametrize("how", ["Control", "Shift", "middle"])
def test_a_modified_or_middle_click_is_left_to_the_browser(journey: Journey, how: str) -> None:
    journey.open("/nb/")
    link = journey.page.locator('#menu a[href="/nb/styret"]')
    click: dict[str, Any] = {"button": "middle"} if how == "middle" else {"modifiers": [how]}
    with journey.page.context.expect_page() as opened:
        link.click(**click)
    expect(opened.value).to_have_url(f"{journey.server}/nb/styret")
    expect(opened.value.locator("#menu")).to_be_attached()
    journey.is_at("/nb/", "BattKOMP")


def test_the_last_of_two_clicks_wins(journey: Journey) -> None:
    journey.open("/nb/")
    journey.add_link("/nb/styret?delay=1000")
    journey.click("/nb/styret?delay=1000")
    journey.go("/nb/kontakt", CONTACT)
    journey.page.wait_for_timeout(1300)
    journey.is_at("/nb/kontakt", CONTACT)


def test_a_click_wins_over_a_slow_back(journey: Journey) -> None:
    journey.open("/nb/faser?delay=1000")
    journey.go("/nb/styret", BOARD)
    journey.page.evaluate("history.back()")
    expect(journey.page).to_have_url(f"{journey.server}/nb/faser?delay=1000")
    journey.go("/nb/kontakt", CONTACT)
    journey.page.wait_for_timeout(1300)
    journey.is_at("/nb/kontakt", CONTACT)
    assert journey.page.title() == "Kontakt – BattKOMP"


def test_back_from_another_site_shows_a_whole_page(journey: Journey, real_server: str) -> None:
    journey.open("/nb/")
    journey.go("/nb/styret", BOARD)
    journey.page.goto(real_server.replace("127.0.0.1", "localhost") + "/en/")  # another origin
    journey.back("/nb/styret", BOARD)
    expect(journey.page.locator("#menu a")).not_to_have_count(0)
    journey.back("/nb/", "BattKOMP")
    expect(journey.page.locator("#menu a")).not_to_have_count(0)


def test_back_after_the_language_switch_is_in_the_old_language(anywhere: Journey) -> None:
    anywhere.open("/nb/")
    anywhere.go("/nb/styret", BOARD)
    anywhere.go("/en/board", "The project board")
    anywhere.go("/en/contact", "Contact")
    for address, heading, language in (
        ("/en/board", "The project board", "en"),
        ("/nb/styret", BOARD, "nb"),
        ("/nb/", "BattKOMP", "nb"),
    ):
        anywhere.back(address, heading)
        assert anywhere.page.evaluate("document.documentElement.lang") == language


def test_hovering_fetches_a_page_ahead(anywhere: Journey) -> None:
    anywhere.open("/nb/")
    with anywhere.page.expect_response(re.compile("/fragment/nb/styret/?$")):
        anywhere.page.locator('#menu a[href^="/nb/styret"]').hover()
    anywhere.go("/nb/styret", BOARD)
    assert [one.rstrip("/") for one in anywhere.asked()] == ["/fragment/nb/styret"]


def test_pages_store_nothing_and_make_no_requests_elsewhere(journey: Journey) -> None:
    for address in EVERY_PAGE:
        journey.page.goto(journey.server + address)
    assert in_page(journey.page, "stored") == []
    assert journey.page.context.cookies() == []
    assert all(request.url.startswith(journey.server) for request in journey.requests)


@pytest.mark.claim("script")
@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize("address", english_in_full(EVERY_PAGE))
def test_a_page_works_without_javascript(page: Page, server: str, address: str) -> None:
    """The menu shows and a link leads on; tests without a browser follow all links."""
    page.goto(server + address)
    expect(page.locator("#menu")).to_be_visible()
    page.locator(".language-switch a").click()
    expect(page).to_have_url(server + counterpart(address))
    expect(page.locator("h1")).to_have_text(re.compile(r"\S"))


def test_a_calendar_is_downloaded_as_a_file(journey: Journey) -> None:
    journey.open("/nb/tidslinje")
    with journey.page.expect_download() as coming:
        journey.click(CALENDARS["nb"])
    assert coming.value.suggested_filename == "milepaeler.ics"
    assert journey.asked() == [CALENDARS["nb"]]
    journey.is_at("/nb/tidslinje", "Tidslinje")
