"""Test the menu, the language switch and the skip link at every width."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.support.browser import DESK, ENLARGED, PHONE, PHONE_ON_ITS_SIDE, TABLET, Journey, in_page
from tests.support.measures import FONTS


def test_the_menu_stays_in_view_beside_a_long_page(journey: Journey) -> None:
    journey.page.set_viewport_size({"width": 1280, "height": 500})
    journey.open("/nb/")
    journey.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(journey.page.locator("#menu a:visible").first).to_be_in_viewport()
    expect(journey.page.get_by_role("button", name="Meny")).to_be_hidden()


@pytest.mark.parametrize("height", [256, 400])
def test_a_menu_taller_than_the_window_scrolls_below_the_logo(
    journey: Journey, height: int
) -> None:
    journey.page.set_viewport_size({"width": 1280, "height": height})
    journey.open("/nb/")
    last = journey.page.locator("#menu > *").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert journey.page.evaluate("scrollY") == 0
    logo, menu = (journey.page.locator(one).bounding_box() for one in (".masthead", "#menu"))
    assert logo
    assert menu
    assert menu["y"] >= logo["y"] + logo["height"] - 1


@pytest.mark.parametrize("size", [PHONE, TABLET, PHONE_ON_ITS_SIDE])
def test_a_button_opens_the_menu(journey: Journey, size: ViewportSize) -> None:
    journey.page.set_viewport_size(size)
    journey.open("/en/")
    button = journey.page.get_by_role("button", name="Menu")
    menu = journey.page.locator("#menu")
    expect(button).to_have_attribute("aria-controls", "menu")
    for key in (None, "Enter", "Space"):
        expect(menu).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
        button.press(key) if key else button.click()
        expect(menu).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        journey.page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(button).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, PHONE_ON_ITS_SIDE, ENLARGED, TABLET])
@pytest.mark.parametrize("enlarged", ["", "html { font-size: 200% !important }"])
def test_the_button_stays_in_sight_and_closes_the_menu(
    journey: Journey, size: ViewportSize, enlarged: str
) -> None:
    page = journey.page
    page.set_viewport_size(size)
    journey.open("/nb/")
    in_page(page, "style", enlarged)
    button, menu = page.get_by_role("button", name="Meny"), page.locator("#menu")
    button.click()
    expect(button).to_be_in_viewport(ratio=1)
    above, below = button.bounding_box(), menu.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    assert set(in_page(page, "cutInMenu")) <= {"scrolls"}
    button.click()
    expect(menu).to_be_hidden()


_LINES = """element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map((one) => one.top)).size;
}"""


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_no_word_of_the_masthead_is_broken(journey: Journey, percent: int) -> None:
    page = journey.page
    journey.open("/nb/")
    in_page(page, "style", f"html {{ font-size: {percent}% !important }}")
    for width in (320, 360, 390, 412, 768, 1280):
        page.set_viewport_size({"width": width, "height": 600})
        for name in (".logo span", ".menu-button"):
            assert page.locator(name).evaluate(_LINES) <= 1, (name, width)


@pytest.mark.parametrize("address", ["/nb/styret", "/en/board"])
def test_the_sidebar_fits_with_every_usual_font(journey: Journey, address: str) -> None:
    page, faults = journey.page, []
    journey.open(address)
    for font in FONTS:
        in_page(page, "style", f"body, input, button {{ font-family: '{font}' !important }}")
        for width, height in ((1024, 720), (1280, 720), (1440, 900), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{font} {width}: {fault}" for fault in in_page(page, "cutInMenu")]
    assert faults == []


@pytest.fixture
def menu_button(journey: Journey) -> Locator:
    """The button that has opened the menu of the front page on a phone."""
    journey.page.set_viewport_size(PHONE)
    journey.open("/nb/")
    button = journey.page.get_by_role("button", name="Meny")
    button.click()
    return button


@pytest.mark.usefixtures("menu_button")
def test_the_page_behind_the_open_menu_does_not_scroll(page: Page) -> None:
    page.mouse.move(160, 300)
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0


def test_the_menu_closes_when_the_focus_leaves_it(page: Page, menu_button: Locator) -> None:
    menu, links = page.locator("#menu"), page.locator("#menu :is(a, input, button):visible")
    for _ in range(links.count()):
        page.keyboard.press("Tab")
    expect(links.last).to_be_focused()
    expect(links.last).to_be_in_viewport()
    menu_button.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".logo")).to_be_focused()
    expect(menu).to_be_hidden()
    menu_button.click()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('#page, .footer')")
        if menu.is_hidden():
            break
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert page.locator("[inert]").count() == 0


@pytest.mark.usefixtures("menu_button")
def test_a_window_that_grows_with_the_menu_open_shows_it_as_a_sidebar(page: Page) -> None:
    page.set_viewport_size(DESK)
    menu = page.locator("#menu")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] == 0
    assert box["width"] < 320
    page.set_viewport_size(PHONE)
    expect(menu).to_be_hidden()


@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_the_menu_works_without_javascript(page: Page, server: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(f"{server}/nb/")
    button = page.get_by_role("button", name="Meny")
    button.click()
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.locator('#menu a[href="/nb/styret"]').click()
    expect(page).to_have_url(f"{server}/nb/styret")


def test_the_language_switch_is_in_view_at_every_width(journey: Journey) -> None:
    for address, other in (("/nb/styret", "English"), ("/en/board", "Norsk")):
        journey.open(address)
        for size in (PHONE, TABLET, DESK):
            journey.page.set_viewport_size(size)
            expect(journey.page.get_by_role("link", name=other, exact=True)).to_be_in_viewport()


def test_the_language_switch_keeps_the_section(journey: Journey) -> None:
    journey.page.set_viewport_size({"width": 1280, "height": 300})
    journey.open("/nb/faser#phase-3")
    journey.page.get_by_role("link", name="English", exact=True).click()
    journey.is_at("/en/phases#phase-3", "The project’s phases")
    expect(journey.page.locator("#phase-3:target")).to_be_in_viewport()
    journey.follow("/en/phases#phase-2")
    leads_there = re.compile("/nb/faser#phase-2$")
    expect(journey.page.locator(".language-switch a")).to_have_attribute("href", leads_there)


def test_the_skip_link_comes_first_and_leads_into_the_text(journey: Journey) -> None:
    journey.open("/nb/")
    journey.page.keyboard.press("Tab")
    skip = journey.page.get_by_role("link", name="Hopp til hovedinnhold")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    journey.page.keyboard.press("Enter")
    assert journey.focused() == "main#main"
