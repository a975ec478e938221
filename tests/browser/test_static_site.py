"""Test the static site on a file server; test_navigation.py tests both servers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import measures
from tests.support.browser import Journey
from tests.support.pages import language_of

BOARD = "Prosjektstyret"


def test_an_old_address_redirects(visit: Journey) -> None:
    visit.open("/no/styret")
    visit.is_at("/nb/styret", BOARD)
    visit.open("/en/phases/1-behovskartlegging")
    visit.is_at("/en/phases/1-needs-assessment", "Part 1: Needs assessment")
    visit.open("/en/")
    visit.follow("/en/phases/1-behovskartlegging")
    visit.is_at("/en/phases/1-needs-assessment", "Part 1: Needs assessment")
    visit.forget()  # old addresses have no fragments, which the browser reports


def test_an_unknown_page_is_left_to_the_host(visit: Journey) -> None:
    visit.open("/nb/")
    visit.follow("/nb/nei")
    expect(visit.page).to_have_url(f"{visit.server}/nb/nei/")
    expect(visit.page.locator("#page")).to_have_count(0)
    visit.back("/nb/", "BattKOMP")
    visit.forget()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_links_and_the_search_page_work_without_javascript(page: Page, static_server: str) -> None:
    for start, selector, address in (
        ("/", "main a", "/nb/"),
        ("/", 'main a[href="/en/"]', "/en/"),
        ("/nb/", '#menu a[href="/nb/styret/"]', "/nb/styret/"),
        ("/nb/styret/", ".language-switch a", "/en/board/"),
        ("/en/phases/", "main h2 a", "/en/phases/1-needs-assessment/"),
        ("/nb/", ".menu-search button", "/nb/sok/?q="),
    ):
        page.goto(static_server + start)
        page.locator(selector).first.click()
        expect(page).to_have_url(static_server + address)
        expect(page.locator("#menu")).to_be_visible()
    expect(page.locator("main noscript p")).to_be_visible()
    expect(page.locator("#search-form")).to_be_hidden()
    expect(page.locator("#hits .action-list a").first).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/404.html"])
def test_pages_that_only_the_static_site_has_are_accessible(
    page: Page, static_server: str, address: str
) -> None:
    page.goto(static_server + address)
    assert measures.faults(page) == []


def test_the_search_works_without_a_server(visit: Journey) -> None:
    visit.open("/nb/sok/")
    visit.page.evaluate("window.mark = 1")
    field, count = visit.page.locator("#q"), visit.page.locator("#count")
    field.press_sequentially("sandmo", delay=10)
    expect(count).to_have_text(re.compile("[1-9]"))
    expect(visit.page.locator("#hits mark")).to_have_text("Sandmo")
    expect(visit.page).to_have_url(f"{visit.server}/nb/sok/?q=sandmo")
    expect(field).to_be_focused()
    field.fill("skills needs")
    expect(visit.page.locator("#hits h2")).to_have_text("Bare på engelsk")
    expect(visit.page.locator("#hits span[lang=en]").first).to_be_visible()
    field.fill("ås xyzzy ((")
    expect(count).to_have_text(re.compile(r"\b0$"))
    expect(visit.page.locator("#hits .action-list a").first).to_be_visible()
    field.fill("sandmo")
    expect(visit.page.locator("#hits mark")).to_have_text("Sandmo")
    visit.page.locator("#hits a").click()
    visit.is_at("/nb/styret", BOARD)
    assert visit.page.evaluate("window.mark") == 1
    visit.back("/nb/sok?q=sandmo", "Søk")
    expect(field).to_have_value("sandmo")
    expect(count).to_have_text(re.compile("[1-9]"))


def test_the_language_switch_carries_a_typed_search(visit: Journey) -> None:
    visit.open("/nb/styret/")
    visit.page.evaluate("window.mark = 1")
    visit.page.locator("#menu-q").fill("kompetanse")
    visit.page.locator("#menu-q").press("Enter")
    visit.is_at("/nb/sok?q=kompetanse", "Søk")
    assert visit.page.evaluate("window.mark") == 1
    expect(visit.page.locator("#hits mark").first).to_be_visible()
    visit.page.locator(".language-switch a").click()
    expect(visit.page.locator("#q")).to_have_value("kompetanse")
    expect(visit.page.locator("#hits h2")).to_have_text("Only in Norwegian")
    visit.page.locator(".language-switch a").click()
    expect(visit.page).to_have_url(f"{visit.server}/nb/sok/?q=kompetanse")
    expect(visit.page.locator("#q")).to_have_value("kompetanse")
    expect(visit.page.locator("#hits mark").first).to_be_visible()


@pytest.mark.parametrize("address", ["/nb/sok/?q=kompetanse", "/en/search/?q=kompetanse"])
def test_the_language_switch_carries_a_linked_search(visit: Journey, address: str) -> None:
    visit.open(address)
    expect(visit.page.locator("#hits mark").first).to_be_visible()
    switch = visit.page.locator(".language-switch a")
    other = "/en/search" if language_of(address) == "nb" else "/nb/sok"
    leads_there = re.compile(f"{re.escape(other)}/\\?q=kompetanse$")
    expect(switch).to_have_attribute("href", leads_there)
    visit.page.locator("#hits a:not([data-hx-boost])").first.click()
    expect(visit.page.locator("#q")).to_have_count(0)
    expect(visit.page).not_to_have_url(re.compile("kompetanse$"))  # pushed after the swap
    visit.page.go_back()
    expect(visit.page.locator("#q")).to_have_value("kompetanse")
    expect(switch).to_have_attribute("href", leads_there)
    switch.click()
    expect(visit.page).to_have_url(f"{visit.server}{other}/?q=kompetanse")
    expect(visit.page.locator("#q")).to_have_value("kompetanse")


def test_a_word_is_found_with_a_combining_mark_and_with_letters_that_nobody_sees(
    visit: Journey,
) -> None:
    visit.open("/nb/sok/?q=pa%CC%8A")
    expect(visit.page.locator("#hits mark").first).to_have_text(re.compile("^på$", re.IGNORECASE))
    said = visit.page.locator("#count").inner_text()
    expect(visit.page).to_have_url(f"{visit.server}/nb/sok/?q=p%C3%A5")
    for typed in ("på", "p\u00adå\u200b"):
        visit.page.locator("#q").fill(typed)
        expect(visit.page.locator("#count")).to_have_text(said)


def test_a_hint_says_that_only_the_best_hits_are_shown(visit: Journey) -> None:
    visit.open("/nb/sok/?q=o")
    hits = visit.page.locator("#hits > .hits:first-child > li")
    expect(hits).to_have_count(100)
    said = visit.page.locator("#hits > .hits:first-child + .hint")
    expect(said).to_contain_text("100")
    visit.page.locator("#q").fill("sandmo")
    expect(hits).to_have_count(1)
    expect(visit.page.locator("#hits .hint")).to_have_count(0)
    visit.open("/en/search/?q=t")
    expect(said).to_contain_text("100")
