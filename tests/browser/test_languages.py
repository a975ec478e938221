"""The pages for readers of several languages, in a browser that prefers one of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import measures
from tests.support.browser import DESK, PHONE, Journey, in_page
from tests.support.pages import EVERY_PAGE, KINDS_OF_PAGES, companion_of, english_in_full

IN_NORWEGIAN = "Denne siden finnes også på norsk."
IN_ENGLISH = "This page is also available in English."


@pytest.fixture
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page in a browser that prefers a language, Norwegian unless the test says so."""
    context = browser.new_context(locale=getattr(request, "param", "nb-NO"), viewport=PHONE)
    yield context.new_page()
    context.close()


def hints(page: Page) -> list[str]:
    """Return the lines that offer another language."""
    return page.locator(".language-hint a:visible").all_inner_texts()


@pytest.mark.parametrize(
    ("reader", "in_norwegian", "in_english"),
    [
        ("nb-NO", [], [IN_NORWEGIAN]),
        ("no", [], [IN_NORWEGIAN]),
        ("nn-NO", [], [IN_NORWEGIAN]),
        ("en-GB", [IN_ENGLISH], []),
        ("de-DE", [], []),
    ],
    indirect=["reader"],
)
def test_a_reader_of_another_language_sees_one_line_in_it(
    reader: Page, server: str, in_norwegian: list[str], in_english: list[str]
) -> None:
    for address, expected in (("/nb/styret", in_norwegian), ("/en/board", in_english)):
        reader.goto(server + address)
        assert hints(reader) == expected


def test_the_first_language_that_the_site_has_decides(page: Page, server: str) -> None:
    for languages, expected in (
        (["de", "nn-NO", "en"], [IN_NORWEGIAN]),
        (["de", "EN-us", "nb"], []),
        (["x-pirate", "no"], [IN_NORWEGIAN]),
        ([], []),
    ):
        page.add_init_script(
            "Object.defineProperty(navigator, 'languages', "
            f"{{configurable: true, get: () => {languages}}})"
        )
        page.goto(f"{server}/en/board")
        assert hints(page) == expected, languages


def test_the_line_leads_to_the_same_section_and_nothing_is_stored(
    reader: Page, server: str
) -> None:
    reader.goto(f"{server}/en/findings#needs")
    reader.locator(".language-hint a:visible").click()
    expect(reader).to_have_url(f"{server}/nb/funn#needs")
    assert hints(reader) == []
    stored = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert reader.evaluate(stored) == ["", 0, 0]


def test_the_line_is_there_after_a_swap_and_is_not_announced(reader: Page, server: str) -> None:
    journey = Journey(reader, server)
    reader.set_viewport_size(DESK)
    journey.open("/en/")
    in_page(reader, "listen")
    journey.go("/en/board", "The project board")
    assert hints(reader) == [IN_NORWEGIAN]
    journey.back("/en/", "BattKOMP")
    assert hints(reader) == [IN_NORWEGIAN]
    assert not [text for text in reader.evaluate("window.heard") if IN_NORWEGIAN in text]


def test_the_line_moves_nothing(reader: Page, browser: Browser, server: str) -> None:
    without = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    places = []
    for page in (reader, without):
        page.goto(f"{server}/en/board")
        box = page.locator("h1").bounding_box()
        assert box is not None
        places.append(box["y"])
    without.context.close()
    assert places[0] == places[1]
    shifts = reader.evaluate(
        """() => new Promise((tell) => {
          let sum = 0;
          const add = (list) => { for (const shift of list.getEntries()) sum += shift.value; };
          new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => tell(sum), 200);
        })"""
    )
    assert shifts == 0


def test_the_line_is_neither_in_print_nor_without_scripts(
    reader: Page, browser: Browser, server: str
) -> None:
    reader.goto(f"{server}/en/board")
    assert hints(reader) == [IN_NORWEGIAN]
    assert [*measures.axe(reader), *measures.contrast(reader), *measures.targets(reader)] == []
    reader.emulate_media(media="print")
    assert hints(reader) == []
    context = browser.new_context(locale="nb-NO", java_script_enabled=False)
    without = context.new_page()
    without.goto(f"{server}/en/board")
    assert hints(without) == []
    context.close()


def columns(page: Page) -> int:
    """Return the number of places across the page at which a block of a pair begins."""
    lefts = "all => new Set(all.map((one) => Math.round(one.getBoundingClientRect().left))).size"
    found: int = page.locator(".side-by-side > :nth-child(2) > *").evaluate_all(lefts)
    return found


def test_pairs_are_beside_each_other_where_there_is_room(page: Page, server: str) -> None:
    page.goto(server + companion_of("/nb/styret", "side_by_side"))
    assert columns(page) == 2
    pair = page.locator(".side-by-side > :nth-child(2) > *")
    page.set_viewport_size(PHONE)
    boxes = pair.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert boxes[0]["bottom"] <= boxes[1]["top"]
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less the usual margins
    page.emulate_media(media="print")
    assert columns(page) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


def test_the_view_is_reached_from_its_page_and_leads_back(anywhere: Journey) -> None:
    anywhere.open("/en/board")
    anywhere.go("/en/board/side-by-side", "The project board – side by side")
    marked = anywhere.page.locator("#menu [aria-current=true]")
    expect(marked).to_have_text("The project board")
    anywhere.go("/en/board", "The project board")
    expect(anywhere.page.locator("#menu [aria-current=page]")).to_have_text("The project board")


@pytest.mark.claim("rules")
@pytest.mark.claim("reflow")
@pytest.mark.parametrize("address", english_in_full(EVERY_PAGE))
def test_the_view_of_every_page_is_accessible(page: Page, server: str, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(server + companion_of(address, "side_by_side"))
    assert [*measures.axe(page), *measures.targets(page), *measures.reflow(page, PHONE)] == []


@pytest.mark.parametrize("address", KINDS_OF_PAGES)
def test_the_view_needs_no_scripts(browser: Browser, server: str, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(server + companion_of(address, "side_by_side"))
    expect(page.locator(".side-by-side > *").nth(2)).to_be_visible()
    assert measures.reflow(page, PHONE) == []
    context.close()
