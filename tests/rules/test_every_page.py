"""What holds on every page in both languages; the visitor checks the rest while opening them."""

import re

import pytest

from battkomp.content.model import PAGE_KEYS
from battkomp.settings import ROOT
from battkomp.web.sitemap import PLACES, SITE_MAP
from tests.support.pages import EVERY_PAGE, PAIRS, counterpart, language_of
from tests.support.visitor import Visitor, one, path_of, words

every_page = pytest.mark.parametrize("address", EVERY_PAGE)


@every_page
def test_a_page_is_in_the_language_of_its_address(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    assert one(page, "html")["lang"] == language_of(address)


@every_page
def test_a_page_names_itself_and_its_editions(visitor: Visitor, address: str) -> None:
    page = visitor.open(f"{address}?q=x")
    url = f"http://localhost{address}"
    assert one(page, "link[rel=canonical]")["href"] == url
    editions = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
    own, other = language_of(address), language_of(counterpart(address))
    assert editions[own] == url
    assert editions[other] == f"http://localhost{counterpart(address)}"
    nb = address if own == "nb" else counterpart(address)
    assert path_of(str(editions["x-default"])) == nb
    assert len(editions) == 3


@every_page
def test_a_page_tells_others_how_to_show_it(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    properties = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    locales = ("nb_NO", "en_GB") if language_of(address) == "nb" else ("en_GB", "nb_NO")
    assert (properties["og:locale"], properties["og:locale:alternate"]) == locales
    assert properties["og:title"] == words(one(page, "h1"))
    assert properties["og:description"] == one(page, "meta[name=description]")["content"]
    assert not page.select("meta[name=robots]")


@pytest.mark.parametrize("what", ["title", "meta[name=description]"])
def test_titles_and_descriptions_are_unique(visitor: Visitor, what: str) -> None:
    said = [str(one(visitor.open(address), what)) for address in EVERY_PAGE]
    assert len(set(said)) == len(EVERY_PAGE)


@every_page
def test_the_menu_marks_the_current_page(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    marked = page.select('#menu a[aria-current="page"], .footer a[aria-current="page"]')
    assert {link["href"] for link in marked} == {address}


@every_page
def test_the_breadcrumb_starts_with_the_customers_heading(visitor: Visitor, address: str) -> None:
    trail = one(visitor.open(address), "nav.trail")
    first = {"nb": "Batteriindustrien", "en": "The battery industry"}[language_of(address)]
    steps = [words(step) for step in trail.select("li")]
    assert steps[:2] == [first, "BattKOMP"]
    assert len(trail.select("[aria-current=page]")) == 1
    assert trail.select("li")[-1].select("[aria-current=page]")


@every_page
def test_the_invitation_stands_at_the_same_place(visitor: Visitor, address: str) -> None:
    invitation = one(visitor.open(address), "#menu > *:last-child")
    expected = {
        "nb": "Lurer du på noe? Kontakt meg gjerne!",
        "en": "Any questions? Please get in touch.",
    }
    assert words(invitation) == expected[language_of(address)]


@every_page
def test_a_page_is_validated_by_what_it_says(visitor: Visitor, address: str) -> None:
    first = visitor.ask(address)
    again = visitor.ask(address, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    fragment = visitor.ask(f"/fragment{address}")
    assert fragment.headers["ETag"] != first.headers["ETag"]


MACHINES = ("downloads.", "health.", "feeds.", "well_known.")
PIECES = {"search.hits"}  # that pages ask for, and nobody else


def test_the_site_map_is_the_url_map(visitor: Visitor) -> None:
    rules = visitor.client.application.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if not rule.endpoint.startswith(MACHINES)}
    assert endpoints - PIECES == {place.endpoint for place in SITE_MAP}


def test_every_page_of_the_site_map_has_words() -> None:
    assert set(PAGE_KEYS) == set(PLACES) - {"phase"}


def test_every_address_of_the_site_is_tested(visitor: Visitor) -> None:
    page = visitor.open("/nb/")
    linked = {str(link["href"]) for link in page.select("#menu a, .footer a")}
    assert linked == {nb for nb, _ in PAIRS}


@every_page
def test_the_footer_leads_to_whom_to_ask_and_what_is_kept(visitor: Visitor, address: str) -> None:
    footer = one(visitor.open(address), "footer")
    links = [words(link) for link in footer.select("a")]
    assert (
        links
        == {
            "nb": ["Kontakt", "Tilgjengelighet", "Personvern"],
            "en": ["Contact", "Accessibility", "Privacy"],
        }[language_of(address)]
    )
    assert ("informasjonskapsler" in words(footer)) or ("cookies" in words(footer))


def test_the_code_knows_no_cookies() -> None:
    """The privacy page says that there are none."""
    for path in (ROOT / "battkomp").rglob("*.py"):
        assert not re.search(r"set_cookie|import session|SECRET_KEY", path.read_text("utf-8")), path
