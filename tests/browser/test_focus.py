"""Test the focus, the announcement and `:target` after each kind of navigation.

They are those of a load, except that the focus on a heading, or an announcement, tells screen
readers of the new page.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Journey, in_page
from tests.support.letters import send
from tests.support.servers import until

SECTION = "/nb/funn#battery-team"
Step = Callable[[Journey], None]


def follow(address: str) -> Step:
    """Return the step that follows a link to an address by keyboard."""

    def step(journey: Journey) -> None:
        journey.add_link(address)
        journey.page.locator(f'#main a[href="{address}"]').last.press("Enter")

    return step


def search(journey: Journey) -> None:
    """Search on the search page."""
    journey.page.locator("#q").fill("sandmo")
    expect(journey.page.locator("#hits mark")).to_have_text("Sandmo")


def search_in_the_menu(journey: Journey) -> None:
    """Search with the field in the menu."""
    journey.page.locator("#menu-q").fill("sandmo")
    journey.page.locator("#menu-q").press("Enter")
    expect(journey.page.locator("#hits mark")).to_have_text("Sandmo")


def follow_a_hit(journey: Journey) -> None:
    """Follow the first hit that is a section."""
    journey.page.locator("#hits a[href*='#']").first.press("Enter")


def go_back(journey: Journey) -> None:
    """Go to another page and back."""
    journey.go("/nb/styret", "Prosjektstyret")
    in_page(journey.page, "listen")
    journey.page.go_back()


def place(page: Page) -> dict[str, Any]:
    """Return where a visitor is, and the next stop of the Tab key, if that is after a section."""
    page.wait_for_timeout(300)
    found: dict[str, Any] = in_page(page, "place")
    if found["target"]:
        page.keyboard.press("Tab")
        found["next"] = page.evaluate(
            "document.activeElement.outerHTML.replace(/ data-htmx.*?\"\"/, '')"
        )
    return found


# By the kind of navigation: the start, the step, and all that screen readers hear.
KINDS: dict[str, tuple[str, Step, *tuple[str, ...]]] = {
    "page": ("/nb/", follow("/nb/styret"), "h1"),
    "section": ("/nb/", follow(SECTION), "title"),
    "hit": ("/nb/sok?q=batterilandslag", follow_a_hit, "title"),
    "encoded": ("/nb/", follow(SECTION.replace("#b", "#%62")), "title"),
    "no section": ("/nb/", follow("/nb/funn#nei"), "h1"),
    "search": ("/nb/sok", search, "#count"),
    "menu": ("/nb/", search_in_the_menu, "h1", "#count"),
    "back": ("/nb/funn", go_back, "title"),
    "back to a section": (SECTION, go_back, "title"),
    "missing": ("/nb/", follow("/nb/nei#x"), "h1"),
    "failure": ("/nb/", follow("/nb/styret?fail=1"), "h1"),
    "missing, back": ("/nb/nei", go_back, "title"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_navigation_ends_as_a_load_does_and_is_heard_once(journey: Journey, kind: str) -> None:
    page = journey.page
    page.set_viewport_size({"width": 1280, "height": 500})
    start, step, *heard = KINDS[kind]
    journey.open(start)
    page.evaluate("window.mark = 1")
    in_page(page, "listen")
    step(journey)
    until(lambda: bool(page.evaluate("window.heard.length")))
    found = place(page)
    words = [page.locator(one).first.text_content() for one in heard]
    assert page.evaluate("[window.mark, window.heard]") == [1, words]
    loaded = page.context.new_page()
    loaded.set_viewport_size({"width": 1280, "height": 500})
    loaded.goto(page.url)
    assert found == place(loaded)
    journey.forget()


def test_errors_of_the_form_are_heard_once(letter: Journey) -> None:
    letter.statuses = {422}
    letter.open("/nb/kontakt")
    in_page(letter.page, "listen")
    send(letter.page)
    expect(letter.page.locator(".errors")).to_be_focused()
    letter.page.wait_for_timeout(100)
    assert letter.page.evaluate("window.heard") == [
        letter.page.locator(".errors h2").text_content()
    ]


def test_back_and_forward_return_to_the_place_on_the_page(journey: Journey) -> None:
    page = journey.page
    page.set_viewport_size({"width": 1280, "height": 500})
    journey.open("/nb/")
    journey.follow(SECTION)
    journey.is_at(SECTION, "Funn og anbefalinger")
    page.evaluate("scrollBy(0, 300)")
    page.wait_for_timeout(300)
    left = in_page(page, "place")
    journey.go("/nb/styret", "Prosjektstyret")
    journey.back(SECTION, "Funn og anbefalinger")
    page.wait_for_timeout(300)
    assert in_page(page, "place") == left
    journey.back("/nb/", "BattKOMP")
    page.go_forward()
    journey.is_at(SECTION, "Funn og anbefalinger")
    page.wait_for_timeout(300)
    assert in_page(page, "place") == left


def test_sections_of_a_page_are_gone_through_without_a_request(journey: Journey) -> None:
    page = journey.page
    journey.open("/nb/")
    journey.go("/nb/funn", "Funn og anbefalinger")
    page.locator("#main a[href^='#']").first.click()
    journey.follow(SECTION)  # of the same page, as glossary links have it
    expect(page.locator("#battery-team:target")).to_be_in_viewport()
    page.evaluate("document.querySelector('h1').mark = 1")
    journey.forget()
    page.context.set_offline(True)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{journey.server}/nb/funn")
    page.go_forward()
    page.go_forward()
    expect(page.locator("#battery-team:target")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('h1').mark") == 1
    assert journey.asked() == []


def test_the_entry_before_a_section_is_shown_when_it_is_gone_to_at_once(journey: Journey) -> None:
    journey.open("/nb/funn")
    journey.page.locator("#main a[href^='#']").first.click()
    journey.go("/nb/styret", "Prosjektstyret")
    journey.page.evaluate("history.go(-2)")
    journey.is_at("/nb/funn", "Funn og anbefalinger")


def test_back_from_the_field_of_an_error_keeps_the_errors(letter: Journey) -> None:
    letter.statuses = {422}
    letter.open("/nb/kontakt")
    send(letter.page)
    letter.page.locator(".errors a").last.click()
    expect(letter.page).to_have_url(re.compile("#text$"))
    letter.forget()
    letter.page.go_back()
    expect(letter.page).to_have_url(re.compile("/kontakt$"))
    letter.page.wait_for_timeout(300)
    assert (letter.page.locator(".errors a").count() > 0, letter.asked()) == (True, [])
