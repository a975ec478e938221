"""Test pages that the browser has translated: they have another language and other text nodes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import Journey, in_page
from tests.support.letters import Desk, send, write

# By language: the menu, the search and the form, each with its heading.
ADDRESSES = {
    "nb": {"/nb/styret": "Prosjektstyret", "/nb/sok": "Søk", "/nb/kontakt": "Kontakt"},
    "en": {"/en/board": "The project board", "/en/search": "Search", "/en/contact": "Contact"},
}


@pytest.mark.parametrize("language", ADDRESSES)
def test_a_translated_page_works_as_others_do(letter: Journey, desk: Desk, language: str) -> None:
    page, (board, search, form) = letter.page, ADDRESSES[language].items()
    letter.statuses = {422}

    def translated(act: Callable[[], object]) -> None:
        in_page(page, "translate")
        act()

    letter.open(f"/{language}/")
    page.evaluate("window.mark = 1")
    translated(lambda: letter.go(*board))
    page.locator("#menu-q").fill("hydro")
    translated(lambda: page.locator("#menu-q").press("Enter"))
    letter.is_at(f"{search[0]}?q=hydro", search[1])
    translated(lambda: page.locator("#q").fill("sandmo"))
    expect(page.locator("#hits mark").first).to_have_text("Sandmo")
    expect(page.locator("#count")).to_contain_text("sandmo")
    translated(lambda: letter.go(*form))
    translated(lambda: letter.back(f"{search[0]}?q=sandmo", search[1]))
    translated(page.go_forward)
    letter.is_at(*form)
    translated(lambda: send(page))
    expect(page.locator(".errors")).to_be_focused()
    written = write(page)
    translated(lambda: send(page))
    expect(page.locator(".contact-number")).to_be_visible()
    in_page(page, "translate")
    number = page.locator(".contact-number").inner_text()
    assert [(one.number, one.text) for one in desk.inbox] == [(number, written["text"])]
    assert page.evaluate("window.mark") == 1, "no page was loaded as a whole"
    translated(page.locator(".language-switch a").click)
    expect(page.locator("html")).not_to_have_attribute("lang", re.compile(f"de|{language}"))
