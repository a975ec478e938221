"""Check every page in every language. `Visitor` checks further rules on each page it opens."""

from __future__ import annotations

import re

from battkomp.settings import ROOT
from battkomp.web.sitemap import PAGES, SITE_MAP
from tests.support.pages import EVERY_PAGE, PAIRS, counterpart, language_of
from tests.support.sites import PAGE_KEYS
from tests.support.visitor import Visitor, one, words

MACHINES = ("downloads.", "health.", "feeds.", "well_known.")
PIECES = {"search.hits"}  # only pages request them
FOOTER_PAIRS = PAIRS[-3:]
CONTACT_PAIR = FOOTER_PAIRS[0]
LOCALES = {"nb": "nb_NO", "en": "en_GB"}


def test_a_page_is_in_the_language_of_its_address(visitor: Visitor) -> None:
    found = {address: one(visitor.open(address), "html")["lang"] for address in EVERY_PAGE}
    assert found == {address: language_of(address) for address in EVERY_PAGE}


def test_a_page_names_its_canonical_url_and_its_translations(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        page = visitor.open(f"{address}?q=x")
        other = counterpart(address)
        named = {language_of(one): f"http://localhost{one}" for one in (address, other)}
        found = {str(link["hreflang"]): link["href"] for link in page.select("link[hreflang]")}
        if found != named | {"x-default": named["nb"]}:
            faults.append(f"{address}: {found}")
        if one(page, "link[rel=canonical]")["href"] != named[language_of(address)]:
            faults.append(f"{address}: canonical")
    assert faults == []


def test_a_page_describes_itself_to_social_media_and_search_engines(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        page = visitor.open(address)
        found = {str(tag["property"]): tag["content"] for tag in page.select("meta[property]")}
        expected = {
            "og:locale": LOCALES[language_of(address)],
            "og:locale:alternate": LOCALES[language_of(counterpart(address))],
            "og:title": words(one(page, "h1")),
            "og:description": one(page, "meta[name=description]")["content"],
        }
        if not expected.items() <= found.items() or page.select("meta[name=robots]"):
            faults.append(address)
    assert faults == []


def test_titles_and_descriptions_are_unique(visitor: Visitor) -> None:
    for element in ("title", "meta[name=description]"):
        found = {str(one(visitor.open(address), element)) for address in EVERY_PAGE}
        assert len(found) == len(EVERY_PAGE), element


def test_the_menu_and_the_breadcrumb_mark_the_current_page(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        page = visitor.open(address)
        marked = page.select('#menu a[aria-current="page"], .footer a[aria-current="page"]')
        steps = one(page, "nav.breadcrumb").select("li")
        current = [bool(step.select("[aria-current=page]")) for step in steps]
        if {link["href"] for link in marked} != {address} or current.index(True) != len(steps) - 1:
            faults.append(address)
    assert faults == []


def test_every_breadcrumb_of_a_language_starts_alike(visitor: Visitor) -> None:
    for language in LOCALES:
        pages = [visitor.open(one) for one in EVERY_PAGE if language_of(one) == language]
        starts = {words(page.select("nav.breadcrumb li")[0]) for page in pages}
        assert len(starts) == 1


def test_every_menu_ends_with_a_link_to_the_contact_page(visitor: Visitor) -> None:
    contact = {language_of(address): address for address in CONTACT_PAIR}
    faults = [
        address
        for address in EVERY_PAGE
        if one(visitor.open(address), "#menu > :last-child a")["href"]
        != contact[language_of(address)]
    ]
    assert faults == []


def test_every_footer_links_to_contact_accessibility_and_privacy(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        links = {str(link["href"]) for link in one(visitor.open(address), "footer").select("a")}
        language = PAIRS[0].index(f"/{language_of(address)}/")
        if links != {pair[language] for pair in FOOTER_PAIRS}:
            faults.append(address)
    assert faults == []


def test_a_page_that_has_not_changed_is_not_sent_again(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        first = visitor.ask(address)
        again = visitor.ask(address, If_None_Match=first.headers["ETag"])
        fragment = visitor.ask(f"/fragment{address}")
        if (again.status_code, again.data) != (304, b""):
            faults.append(f"{address}: {again.status}")
        if fragment.headers["ETag"] == first.headers["ETag"]:
            faults.append(f"{address}: the fragment has the same ETag")
    assert faults == []


def test_the_site_map_is_the_url_map(visitor: Visitor) -> None:
    rules = visitor.client.application.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if not rule.endpoint.startswith(MACHINES)}
    assert endpoints - PIECES == {f"{page.key}.index" for page in SITE_MAP}


def test_every_page_of_the_site_map_has_content() -> None:
    assert set(PAGE_KEYS) == set(PAGES) - {"phase"}


def test_the_tests_know_every_address_of_the_site(visitor: Visitor) -> None:
    linked = {str(a["href"]) for a in visitor.open("/nb/").select("#menu a, .footer a")}
    assert linked == {nb for nb, _ in PAIRS}


def test_no_module_sets_a_cookie() -> None:
    """The privacy page says that the site uses none."""
    faults = [
        path.name
        for path in (ROOT / "battkomp").rglob("*.py")
        if re.search(r"set_cookie|import session|SECRET_KEY", path.read_text("utf-8"))
    ]
    assert faults == []
