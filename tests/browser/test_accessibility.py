"""Measure accessibility in the real browser, on every page in every language."""

import re

import pytest
from playwright.sync_api import Page, expect

from battkomp.settings import ROOT
from tests.support import measures
from tests.support.browser import DESK, ENLARGED, PHONE, TABLET, Journey, in_page
from tests.support.measures import FONTS, drawn_fonts
from tests.support.pages import COMPANIONS, EVERY_PAGE, companion_of, english_in_full

BESIDE = [companion_of("/nb/styret", name) for name in COMPANIONS]
SHOWN = english_in_full((*EVERY_PAGE, *BESIDE, "/nb/nei", "/en/no"))
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")


@pytest.mark.claim("rules")
@pytest.mark.claim("reflow")
@pytest.mark.claim("targets")
@pytest.mark.claim("keyboard")
@pytest.mark.parametrize("address", SHOWN)
def test_a_page_is_accessible_at_every_width(page: Page, server: str, address: str) -> None:
    page.goto(server + address)
    faults = measures.faults(page)
    for size in (ENLARGED, TABLET, DESK):
        page.set_viewport_size(size)
        faults += [f"{size['width']} px: {fault}" for fault in measures.focus(page)]
    assert [*faults, *measures.layout(page)] == []


def test_the_fonts_of_the_layout_are_those_that_are_drawn(page: Page) -> None:
    page.set_content("".join(f"<p style='font-family: \"{font}\"'>Blå</p>" for font in FONTS))
    assert drawn_fonts(page, "p") == list(FONTS), "install them: make browser"


def test_the_site_asks_for_the_font_of_the_system(page: Page, server: str) -> None:
    page.goto(f"{server}/nb/kontakt")
    families = page.locator("h1, p, a, label, textarea, button").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).fontFamily.split(',')[0])"
    )
    assert set(families) == {"system-ui"}


def test_no_theme_moves_a_text(page: Page, server: str) -> None:
    page.goto(f"{server}/nb/")
    places = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        places.append(in_page(page, "places"))
    assert places[0] == places[1] != []


@pytest.mark.claim("rules")
def test_axe_finds_no_fault_in_the_open_menu_and_the_alert(journey: Journey) -> None:
    page = journey.page
    page.set_viewport_size(PHONE)
    journey.open("/nb/")
    page.get_by_role("button", name="Meny").click()
    assert [*measures.axe(page), *measures.contrast(page)] == []
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.locator('a[href="/nb/styret"].action').click()
    expect(page.get_by_role("alert")).to_contain_text("Prøv igjen")
    assert [*measures.axe(page), *measures.contrast(page)] == []
    journey.forget()


@pytest.mark.claim("keyboard")
def test_a_visit_works_by_keyboard_alone(journey: Journey) -> None:
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
    expect(journey.page.locator("#menu")).to_be_hidden()
    expect(journey.page.locator("h1")).to_be_focused()
    keyboard.press("Shift+Tab")
    while not journey.page.evaluate("document.activeElement.matches('.language-switch a')"):
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    journey.is_at("/en/board", "The project board")


@pytest.mark.claim("motion")
def test_only_a_slow_page_shows_progress_and_reduced_motion_stops_it(journey: Journey) -> None:
    page, slow = journey.page, "/nb/styret?delay=1000"
    journey.open("/nb/")
    journey.follow(slow)
    expect(page.locator("#page")).to_have_attribute("aria-busy", "true")
    progress = page.locator("#progress")
    assert progress.evaluate("one => getComputedStyle(one).visibility") == "hidden"
    expect(progress).to_be_visible()
    assert page.evaluate("document.getAnimations().length") > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    expect(progress).to_be_visible()
    journey.is_at(slow, "Prosjektstyret")
    expect(progress).to_be_hidden()


@pytest.mark.claim("print")
def test_print_shows_the_text_and_the_addresses_of_links(journey: Journey) -> None:
    journey.page.emulate_media(media="print")
    journey.open("/nb/styret")
    for hidden in (".masthead", "#menu", ".language-switch", ".breadcrumb", ".footer"):
        expect(journey.page.locator(hidden)).to_be_hidden()
    printed = journey.page.locator(".printed")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text(re.compile(r"http://\S+/nb/styret\s+Sist oppdatert \d"))
    content = journey.page.evaluate(
        "getComputedStyle(document.querySelector('main a[rel=external]'), '::after').content"
    )
    assert "http" in content
    journey.forget()


@pytest.mark.claim("print")
def test_print_has_the_light_colours_in_the_dark_theme_too(page: Page, server: str) -> None:
    page.goto(f"{server}/nb/")
    names = re.findall(r"--[\w-]+(?=: (?:light-dark|#|color-mix|rgb))", TOKENS)
    shown = {}
    for scheme in ("light", "dark"):
        page.emulate_media(media="print", color_scheme=scheme)
        shown[scheme] = in_page(page, "colours", names)
    page.emulate_media(media="screen")
    assert len(shown["light"]) > 10
    assert shown["dark"] == shown["light"]
    assert in_page(page, "colours", names) != shown["light"], "the screen is dark"


@pytest.mark.claim("forced")
def test_forced_colours_keep_the_meaning_of_colours(journey: Journey) -> None:
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
    charge = journey.page.locator(".logo .battery-charge").first
    paper = journey.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert charge.evaluate("one => getComputedStyle(one).fill") != paper
    journey.forget()


@pytest.mark.parametrize(
    ("name", "address", "selector"),
    [
        ("board.nb", "/nb/styret", "main"),
        ("board.en", "/en/board", "main"),
        ("phases.nb", "/nb/faser", "main"),
        ("phases.en", "/en/phases", "main"),
        ("menu.nb", "/nb/", "#menu"),
        ("menu.en", "/en/", "#menu"),
    ],
)
def test_assistive_technology_finds_the_approved_content(
    page: Page, server: str, name: str, address: str, selector: str
) -> None:
    page.goto(server + address)
    approved = (ROOT / "tests" / "fixtures" / f"{name}.aria.yml").read_text("utf-8")
    expect(page.locator(selector)).to_match_aria_snapshot(approved)


FAULTY = """<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
<style>a[rel]::after { content: "x" }</style>
<img src="data:,"><button class="thin" style="outline: none">x</button>
<p style="color: #eee; background: #fff; forced-color-adjust: none">pale</p>
<div style="width: 20px; height: 9px; overflow: hidden">clipped words</div>
<p style="height: 1em">one<br>above</p><p style="margin-top: -1em">the other</p>
<svg><a href="#one"><circle r="9"/></a><a href="#other"><circle r="9"/></a></svg>
<ul><li><a href="/" style="display: inline-block">two<br>lines</a></ul>
<p class="meta"><span>May<br>2021</span></p><a href="/" rel="external">alone<br></a>
<b style="display: block; width: 9px; white-space: nowrap">beside its box</b>
<a href="/" tabindex="-1">not reached</a><i style="display: block; width: 2000px">wide</i></main>"""


def test_each_measure_finds_a_fault(page: Page) -> None:
    page.set_content(FAULTY)
    assert any("image-alt" in fault for fault in measures.axe(page))
    assert {"light", "dark", "forced"} == {fault.split()[0] for fault in measures.contrast(page)}
    assert any("<button" in fault for fault in measures.targets(page))
    found = " ".join(measures.reflow(page, DESK))
    assert "clipped" in found
    assert "pixels wide" in found
    found = " ".join(measures.layout(page))
    for kind in ("outside", 'overlap: "the other"', 'overlap: "#one"', "mark", "broken", "arrow"):
        assert f"Inter: {kind}" in found
    found = " ".join(measures.focus(page))
    assert "no ring: <button" in found
    assert "not reached: <a" in found
