"""Test the search: hits, address, count and language switch follow the typed query."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import measures
from tests.support.browser import Journey, in_page

FRAGMENT = "**/fragment/nb/sok/treff*"


def type_in(journey: Journey, words: str) -> None:
    """Type into the search field key by key."""
    journey.page.locator("#q").press_sequentially(words, delay=15)


def found(journey: Journey, query: str) -> None:
    """Wait for the number of hits of a query."""
    expect(journey.page.locator("#count")).to_contain_text(f"«{query}»")


@pytest.mark.parametrize("is_typed", [True, False], ids=["typed", "entered"])
def test_hits_appear_while_typing_or_at_enter(journey: Journey, is_typed: bool) -> None:
    journey.open("/nb/sok")
    if is_typed:
        type_in(journey, "sandmo")
    else:
        journey.page.locator("#q").fill("sandmo")
        journey.page.locator("#q").press("Enter")
    found(journey, "sandmo")
    expect(journey.page.locator("#hits mark")).to_have_text("Sandmo")
    expect(journey.page).to_have_url(f"{journey.server}/nb/sok?q=sandmo")
    assert journey.page.title() == "Søk: «sandmo» – BattKOMP"
    assert journey.focused() == "input#q"
    assert journey.asked()[-1] == "/fragment/nb/sok/treff?q=sandmo"
    assert all(one.startswith("/fragment/nb/sok/treff") for one in journey.asked())
    assert len(journey.asked()) <= 3, "one question for each pause"


def test_typing_and_clearing_add_no_history_and_back_from_a_hit_restores_the_hits(
    journey: Journey,
) -> None:
    journey.open("/nb/sok")
    page, field = journey.page, journey.page.locator("#q")
    length, first = page.evaluate("history.length"), page.locator("#hits").inner_text()
    type_in(journey, "hydro")
    found(journey, "hydro")
    field.fill("")
    expect(page.locator("#count")).to_be_empty()
    expect(page).to_have_url(f"{journey.server}/nb/sok")
    assert page.locator("#hits").inner_text() == first
    assert page.title() == "Søk – BattKOMP"
    type_in(journey, "sandmo")
    found(journey, "sandmo")
    assert page.evaluate("history.length") == length
    page.locator("#hits a").first.click()
    journey.is_at("/nb/styret", "Prosjektstyret")
    journey.back("/nb/sok?q=sandmo", "Søk")
    expect(field).to_have_value("sandmo")
    found(journey, "sandmo")
    field.fill("xyzzy")
    found(journey, "xyzzy")


def test_a_held_key_finds_the_last_word_when_the_browser_refuses_changes_of_the_address(
    anywhere: Journey,
) -> None:
    anywhere.open("/nb/sok")
    page, mark = anywhere.page, anywhere.page.locator("#hits mark").first
    page.locator("#q").fill("hydro")
    expect(mark).to_have_text("Hydro")
    page.evaluate(
        "() => { history.replaceState = () => { throw new DOMException('', 'SecurityError') } }"
    )
    in_page(page, "hold", "sandmo")
    expect(mark).to_have_text("Sandmo")
    expect(page.locator("#count")).to_contain_text("1")
    assert len([one for one in anywhere.asked() if "san" in one]) <= 1, "one question at the end"


@pytest.fixture
def held(journey: Journey) -> list[Route]:
    """The request for hits of «hydro», which has been typed and is not answered yet."""
    held: list[Route] = []
    journey.page.route("**/treff?q=hydro", lambda route: held.append(route))
    journey.open("/nb/sok")
    with journey.page.expect_request("**/treff?q=hydro"):
        journey.page.locator("#q").fill("hydro")
    return held


def test_a_slow_answer_never_overwrites_a_later_one(journey: Journey, held: list[Route]) -> None:
    journey.page.locator("#q").fill("sandmo")
    found(journey, "sandmo")
    held[0].continue_()
    journey.page.wait_for_timeout(300)
    found(journey, "sandmo")
    expect(journey.page).to_have_url(f"{journey.server}/nb/sok?q=sandmo")


def test_a_late_answer_does_not_change_another_page(journey: Journey, held: list[Route]) -> None:
    journey.go("/nb/styret", "Prosjektstyret")
    held[0].continue_()
    journey.page.wait_for_timeout(300)
    journey.is_at("/nb/styret", "Prosjektstyret")
    assert journey.page.title() == "Prosjektstyret – BattKOMP"


@pytest.mark.parametrize("status", [None, 500])
def test_a_failed_search_shows_an_alert_and_can_be_repeated(
    journey: Journey, status: int | None
) -> None:
    def fail(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="<h1>Feil</h1>", content_type="text/html")

    journey.page.route(FRAGMENT, fail)
    journey.open("/nb/sok?q=hydro")
    before = journey.page.locator("#hits").inner_text()
    journey.page.locator("#q").fill("sandmo")
    alert = journey.page.locator("#alert")
    expect(alert).to_contain_text("Vi fikk ikke hentet treffene")
    assert journey.page.locator("#hits").inner_text() == before
    journey.page.unroute(FRAGMENT)
    alert.get_by_role("button").click()
    found(journey, "sandmo")
    expect(alert).to_be_empty()
    journey.complaints.clear()  # the browser remarks on the failure


def test_the_language_switch_carries_the_query(journey: Journey) -> None:
    journey.open("/nb/sok")
    type_in(journey, "ås & b")
    journey.page.locator(".language-switch a").click()
    expect(journey.page.locator("#q")).to_have_value("ås & b")
    expect(journey.page.locator("html")).to_have_attribute("lang", "en")
    assert journey.page.url == f"{journey.server}/en/search?q=%C3%A5s+%26+b"


def test_the_field_in_the_menu_leads_to_hits_and_gives_way_there(journey: Journey) -> None:
    journey.open("/nb/styret")
    field = journey.page.get_by_role("searchbox", name="Søk på nettstedet")
    field.fill("hydro & co")
    field.press("Enter")
    journey.is_at("/nb/sok?q=hydro+%26+co", "Søk")
    expect(journey.page.locator("#q")).to_have_value("hydro & co")
    expect(journey.page.locator("#hits a").first).to_be_visible()
    expect(field).to_be_hidden()
    expect(journey.page.locator("#menu [aria-current]")).to_have_text("Søk")
    journey.back("/nb/styret", "Prosjektstyret")
    expect(field).to_be_visible()
    expect(field).to_be_empty()
    assert [one for one in journey.asked() if "/sok" in one] == ["/fragment/nb/sok?q=hydro+%26+co"]


@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize("search", ["/nb/sok", "/en/search"])
@pytest.mark.parametrize("field", ["#menu-q", "#q"])
def test_the_search_is_a_plain_form_without_javascript(
    page: Page, server: str, search: str, field: str
) -> None:
    page.goto(server + (search if field == "#q" else search[:4]))
    page.locator(field).fill("sandmo")
    page.locator(field).press("Enter")
    expect(page).to_have_url(f"{server}{search}?q=sandmo")
    expect(page.locator("#q")).to_have_value("sandmo")
    expect(page.locator("#count")).to_contain_text("sandmo")
    expect(page.locator("#hits a").first).to_be_visible()


@pytest.mark.claim("rules")
@pytest.mark.claim("reflow")
@pytest.mark.claim("targets")
@pytest.mark.parametrize("query", ["kompetanse", "batterikompetnase kraft", "x" * 200])
def test_search_results_are_accessible(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/en/search?q={query}")
    assert measures.faults(page) == []


def test_back_returns_from_the_next_page_of_hits(journey: Journey) -> None:
    journey.open("/nb/sok?q=kompetanse")
    journey.page.locator("#hits a[rel=next]").click()
    journey.is_at("/nb/sok?q=kompetanse&page=2", "Søk")
    expect(journey.page.locator("#hits > .search-count")).to_contain_text("Treff 21–")
    assert journey.asked()[-1] == "/fragment/nb/sok?q=kompetanse&page=2"
    journey.back("/nb/sok?q=kompetanse", "Søk")
    expect(journey.page.locator("#hits > .search-count")).to_contain_text("Treff 1–20")
    journey.page.go_forward()
    journey.is_at("/nb/sok?q=kompetanse&page=2", "Søk")
    type_in(journey, "n")
    expect(journey.page).to_have_url(re.compile(r"/nb/sok\?q=\w+$"))
