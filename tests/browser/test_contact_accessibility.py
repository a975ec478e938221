"""Measure the accessibility of the contact form in each of its states; empty, it is a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support import measures
from tests.support.browser import DESK, ENLARGED, PHONE, Journey
from tests.support.letters import Desk, age, button, is_received, send, spoil, write

FORM = "/nb/kontakt"
State = Callable[[Page, Desk], None]


def all_wrong(page: Page, _desk: Desk) -> None:
    """Make every field invalid."""
    spoil(page)
    button(page).click()
    expect(page.locator(".errors a")).to_have_count(4)


def too_many(page: Page, desk: Desk) -> None:
    """Exceed the limit of messages."""
    desk.fill_up()
    write(page)
    send(page, desk)
    expect(page.locator(".errors")).to_be_focused()


def received(page: Page, desk: Desk) -> None:
    """Send a message and get its receipt."""
    write(page)
    send(page, desk)
    is_received(page)


@pytest.mark.claim("rules")
@pytest.mark.claim("reflow")
@pytest.mark.claim("targets")
@pytest.mark.parametrize("state", [all_wrong, too_many, received])
def test_the_form_is_accessible_in_each_state(letter: Journey, desk: Desk, state: State) -> None:
    letter.statuses = {422, 429}
    letter.open(FORM)
    state(letter.page, desk)
    faults = measures.contrast(letter.page)
    for size, small in ((PHONE, ENLARGED), (DESK, DESK)):
        letter.page.set_viewport_size(size)
        faults += measures.axe(letter.page) + measures.targets(letter.page)
        faults += measures.reflow(letter.page, small)
    assert faults == []


def test_a_message_is_sent_by_keyboard_alone(letter: Journey, desk: Desk) -> None:
    letter.statuses = {422}
    page, keyboard = letter.page, letter.page.keyboard
    page.set_viewport_size({"width": 320, "height": 500})
    letter.open(FORM)

    def go_to(selector: str) -> None:
        for _ in range(40):
            keyboard.press("Tab")
            assert not measures.focused(page)
            if page.evaluate("(what) => document.activeElement.matches(what)", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    go_to("[type=radio]")
    keyboard.press("ArrowDown")
    go_to("#contact-form .is-main")
    keyboard.press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    go_to(".errors a")
    keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    keyboard.type("Hei på deg")
    go_to("#email")
    keyboard.type("a@b.example")
    age(page, desk)
    keyboard.press("Enter")
    is_received(page)
    (message,) = desk.inbox
    assert (message.topic, message.text) == ("correction", "Hei på deg")
