"""The contact form in each of its states, for everyone: as every other page is measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.test_accessibility import CLIPPED, IN_SIGHT, RING, SPACING, violations
from tests.support.journey import Journey
from tests.support.letters import Desk, age, button, is_received, send, spoil, write
from tests.support.screens import DESK, ENLARGED, PHONE

FORM = "/nb/kontakt"
# Fields, buttons and links to fields; a label is pressed as its field is.
TARGETS = """() => [...document.querySelectorAll('#main :is(button, input, textarea, .errors a)')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, [type=hidden]'))
  .map((one) => {
    const { width, height } = (one.closest('label') ?? one).getBoundingClientRect();
    return { name: one.outerHTML, width, height, isLink: one.matches('a') };
  })"""

State = Callable[[Page, Desk], None]


def as_it_comes(_page: Page, _desk: Desk) -> None:
    """Leave the form empty."""


def all_wrong(page: Page, _desk: Desk) -> None:
    """Let every field be wrong."""
    spoil(page)
    button(page).click()
    expect(page.locator(".errors a")).to_have_count(4)


def too_many(page: Page, desk: Desk) -> None:
    """Let it be refused for no fault of the visitor's."""
    desk.fill_up()
    write(page)
    send(page, desk)
    expect(page.locator(".errors")).to_be_focused()


def received(page: Page, desk: Desk) -> None:
    """Come to the receipt."""
    write(page)
    send(page, desk)
    is_received(page)


STATES = pytest.mark.parametrize("state", [as_it_comes, all_wrong, too_many, received])


def enter(letter: Journey, desk: Desk, state: State, size: ViewportSize) -> Page:
    """Bring the form into one of its states on a screen."""
    letter.statuses = {422, 429}
    letter.page.set_viewport_size(size)
    letter.open(FORM)
    state(letter.page, desk)
    return letter.page


@STATES
def test_axe_finds_nothing(letter: Journey, desk: Desk, state: State) -> None:
    page = enter(letter, desk, state, DESK)
    looks: list[dict[str, Any]] = [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    ]
    for look in looks:
        page.emulate_media(**look)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert violations(page) == []


@STATES
@pytest.mark.parametrize("size", [ENLARGED, DESK], ids=["small", "wide"])
def test_nothing_is_cut_however_large_the_text(
    letter: Journey, desk: Desk, state: State, size: ViewportSize
) -> None:
    page = enter(letter, desk, state, size)
    for style in ("", SPACING, "html { font-size: 200% !important }"):
        page.evaluate(
            """(css) => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(css);
              document.adoptedStyleSheets = [sheet];
            }""",
            style,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        cut = page.evaluate(CLIPPED)
        assert [one for one in cut if not one.startswith(("<input", "<textarea"))] == []


@STATES
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["narrow", "wide"])
def test_targets_are_large_enough(
    letter: Journey, desk: Desk, state: State, size: ViewportSize
) -> None:
    page = enter(letter, desk, state, size)
    for target in page.evaluate(TARGETS):
        least = 24 if target["isLink"] else 44
        assert min(target["height"], target["width"]) >= least - 0.5, target


def test_a_message_is_sent_by_keyboard_alone(letter: Journey, desk: Desk) -> None:
    letter.statuses = {422}
    page, keyboard = letter.page, letter.page.keyboard
    page.set_viewport_size({"width": 320, "height": 500})
    letter.open(FORM)

    def go_to(selector: str) -> None:
        for _ in range(40):
            keyboard.press("Tab")
            assert page.evaluate(IN_SIGHT) == ""
            style, thickness, _colour = page.evaluate(RING)
            assert (style, thickness >= 2) == ("solid", True)
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
    assert (message.subject, message.text) == ("correction", "Hei på deg")
