"""What everyone needs of a page, measured in the real browser on every page in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.journey import Journey
from tests.support.pages import EVERY_PAGE
from tests.support.screens import DESK, ENLARGED, PHONE

ADDRESSES = [*EVERY_PAGE, "/nb/nei", "/en/no"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# WCAG 1.4.12: line height, and the space after paragraphs, between letters and between words.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }
"""
# Elements whose words do not fit into them.
CLIPPED = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg, .skip-link'))
  .filter((one) => getComputedStyle(one).overflow !== 'visible' && one.id !== 'menu')
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
TARGETS = """() => [...document.querySelectorAll('a[href], button')]
  .filter((one) => one.checkVisibility() && !one.matches('.skip-link'))
  .map((one) => {
    const { width, height } = one.getBoundingClientRect();
    const around = one.closest('p, .trail li, .notice');
    const inText = around !== null && around.textContent.trim() !== one.textContent.trim();
    return { name: one.textContent.trim(), width, height, inText,
      isPrimary: Boolean(one.closest('.menu, .editions, .masthead, .ways, .neighbours')) };
  })"""
# Whether the focused element is on top where it is, at its middle (WCAG 2.4.11).
IN_SIGHT = """() => {
  const one = document.activeElement;
  const [box] = one.getClientRects();
  if (!box) return one.outerHTML;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top && (one.contains(top) || top.contains(one)) ? '' : one.outerHTML;
}"""
RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor];
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page."""
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.claim("rules")
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
def test_axe_finds_nothing(browser: Browser, server: str, address: str, colours: str) -> None:
    for size in (PHONE, DESK):
        page = browser.new_page(
            viewport=size,
            color_scheme="dark" if colours == "dark" else "light",
            forced_colors="active" if colours == "forced" else "none",
        )
        page.goto(server + address)
        assert violations(page) == []
        page.close()


@pytest.mark.claim("rules")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_comes_and_goes(journey: Journey, scheme: Any) -> None:
    journey.page.emulate_media(color_scheme=scheme)
    journey.page.set_viewport_size(PHONE)
    journey.open("/nb/")
    journey.page.get_by_role("button", name="Meny").click()
    assert violations(journey.page) == []
    journey.page.keyboard.press("Escape")
    journey.page.context.set_offline(True)
    journey.page.locator('a[href="/nb/styret"].action').click()
    expect(journey.page.get_by_role("alert")).to_contain_text("Prøv igjen")
    assert violations(journey.page) == []
    journey.forget()


@pytest.mark.claim("reflow")
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_small_screen_or_cut(journey: Journey, address: str) -> None:
    journey.page.set_viewport_size(ENLARGED)
    journey.open(address)
    assert journey.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert journey.page.evaluate(CLIPPED) == []
    journey.forget()


@pytest.mark.claim("reflow")
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("size", [ENLARGED, DESK], ids=["small", "wide"])
def test_spaced_and_enlarged_text_is_not_cut(
    journey: Journey, address: str, size: ViewportSize
) -> None:
    journey.page.set_viewport_size(size)
    for style in (SPACING, "html { font-size: 200% !important }"):
        journey.open(address)
        # A style put in by script is not hindered by the policy that hinders inline ones.
        journey.page.evaluate(
            """(css) => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(css);
              document.adoptedStyleSheets = [sheet];
            }""",
            style,
        )
        assert journey.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert journey.page.evaluate(CLIPPED) == []
    journey.forget()


@pytest.mark.claim("targets")
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["narrow", "wide"])
def test_targets_are_large_enough(journey: Journey, address: str, size: ViewportSize) -> None:
    journey.page.set_viewport_size(size)
    journey.open(address)
    for target in journey.page.evaluate(TARGETS):
        least = 44 if target["isPrimary"] else 24
        if target["inText"]:  # WCAG 2.5.8 leaves out links in sentences
            continue
        assert target["height"] >= least - 0.5, target
        assert target["width"] >= least - 0.5, target
    journey.forget()


@pytest.mark.claim("keyboard")
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_what_has_the_focus_is_seen(journey: Journey, address: str, width: int) -> None:
    journey.page.set_viewport_size({"width": width, "height": 500})
    journey.open(address)
    count = journey.page.locator("a[href]:visible, button:visible").count()
    order = []
    for _ in range(count):
        journey.page.keyboard.press("Tab")
        assert journey.page.evaluate(IN_SIGHT) == ""
        style, thickness, _colour = journey.page.evaluate(RING)
        assert (style, thickness >= 2) == ("solid", True)
        order.append(journey.page.evaluate("document.activeElement.outerHTML"))
    assert len(order) == len({(place, one) for place, one in enumerate(order)}) == count
    journey.forget()


@pytest.mark.claim("keyboard")
def test_a_whole_visit_by_keyboard(journey: Journey) -> None:
    journey.page.set_viewport_size(PHONE)
    journey.open("/nb/")
    keyboard = journey.page.keyboard
    keyboard.press("Tab")
    expect(journey.page.get_by_role("link", name="Hopp til hovedinnhold")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(journey.page.locator("#menu")).to_be_visible()
    while not journey.page.evaluate("document.activeElement.matches('[href=\"/nb/styret\"]')"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    journey.is_at("/nb/styret", "Prosjektstyret")
    expect(journey.page.locator("h1")).to_be_focused()
    keyboard.press("Shift+Tab")
    while not journey.page.evaluate("document.activeElement.matches('.editions a')"):
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    journey.is_at("/en/board", "The project board")


@pytest.mark.claim("motion")
def test_nothing_moves_for_those_who_ask_for_that(journey: Journey) -> None:
    journey.page.emulate_media(reduced_motion="reduce")
    journey.open("/nb/")
    journey.add_link("/nb/styret?delay=700")
    journey.click("/nb/styret?delay=700")
    journey.page.wait_for_timeout(400)
    expect(journey.page.locator("#progress")).to_be_visible()
    assert journey.page.evaluate("document.getAnimations().length") == 0
    journey.is_at("/nb/styret?delay=700", "Prosjektstyret")


def test_only_a_slow_page_shows_that_it_is_coming(journey: Journey) -> None:
    journey.open("/nb/")
    journey.add_link("/nb/styret?delay=800")
    journey.click("/nb/styret?delay=800")
    expect(journey.page.locator("#page")).to_have_attribute("aria-busy", "true")
    progress = journey.page.locator("#progress")
    assert (
        journey.page.evaluate("getComputedStyle(document.getElementById('progress')).visibility")
        == "hidden"
    )
    expect(progress).to_be_visible()
    journey.is_at("/nb/styret?delay=800", "Prosjektstyret")
    expect(progress).to_be_hidden()
    journey.forget()


@pytest.mark.claim("print")
def test_paper_has_the_words_and_the_addresses(journey: Journey) -> None:
    journey.page.emulate_media(media="print")
    journey.open("/nb/styret")
    for hidden in (".masthead", "#menu", ".editions", ".trail", ".footer"):
        expect(journey.page.locator(hidden)).to_be_hidden()
    printed = journey.page.locator(".printed")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text(re.compile(r"http://\S+/nb/styret\s+Sist endret \d"))
    content = journey.page.evaluate(
        "getComputedStyle(document.querySelector('main a[rel=external]'), '::after').content"
    )
    assert "http" in content
    journey.forget()


@pytest.mark.claim("forced")
def test_forced_colours_keep_what_colours_tell(journey: Journey) -> None:
    journey.page.emulate_media(forced_colors="active")
    journey.open("/nb/")
    # Every part has come to its end: one that has not is made up.
    journey.page.locator(".menu-parts li").last.evaluate("one => one.className = 'is-planned'")
    fills = journey.page.locator(".menu-parts li").evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').backgroundColor)"
    )
    assert fills[0] == fills[1] != fills[2]
    current = journey.page.locator("#menu [aria-current]")
    assert current.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    charge = journey.page.locator(".logo .cell-charge").first
    paper = journey.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert charge.evaluate("one => getComputedStyle(one).fill") != paper
    journey.forget()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("board.nb", "/nb/styret"),
        ("board.en", "/en/board"),
        ("phases.nb", "/nb/faser"),
        ("phases.en", "/en/phases"),
    ],
)
def test_assistive_technology_finds_what_was_approved(
    journey: Journey, name: str, address: str
) -> None:
    journey.open(address)
    expected = (journey.approved / f"{name}.aria.yml").read_text("utf-8")
    expect(journey.page.locator("body")).to_match_aria_snapshot(expected)
