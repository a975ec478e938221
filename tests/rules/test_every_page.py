"""Check every page in every language, and the bytes and requests of a first visit.

`Visitor` checks further rules on each page that it opens.
"""

import gzip

from battkomp.http.static_files import published
from battkomp.settings import ROOT
from battkomp.web.sitemap import SITE_MAP
from tests.support.pages import (
    COMPANIONS,
    EVERY_PAGE,
    PAIRS,
    companion_of,
    counterpart,
    language_of,
)
from tests.support.visitor import Visitor, one, words

CUSTOMERS_TEXT = ROOT / "tests" / "fixtures" / "customers_text.nb.txt"
MACHINES = ("downloads.", "health.", "feeds.", "well_known.")
PIECES = {"search.hits"}  # only pages request them
LOCALES = {"nb": "nb_NO", "en": "en_GB"}


def test_a_page_says_its_language_its_translations_and_what_it_is_about(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        page, other = visitor.open(f"{address}?x=1"), counterpart(address)
        urls = {language_of(one): f"http://localhost{one}" for one in (address, other)}
        links = {str(link["hreflang"]): link["href"] for link in page.select("link[hreflang]")}
        found = {str(tag["property"]): tag["content"] for tag in page.select("meta[property]")}
        expected = {
            "og:locale": LOCALES[language_of(address)],
            "og:locale:alternate": LOCALES[language_of(other)],
            "og:title": words(one(page, "h1")),
            "og:description": one(page, "meta[name=description]")["content"],
        }
        if (
            one(page, "html")["lang"] != language_of(address)
            or one(page, "link[rel=canonical]")["href"] != urls[language_of(address)]
            or links != urls | {"x-default": urls["en"]}
            or not expected.items() <= found.items()
            or page.select("meta[name=robots]")
        ):
            faults.append(address)
    assert faults == []


def test_titles_and_descriptions_are_unique(visitor: Visitor) -> None:
    for element in ("head title", "meta[name=description]"):
        found = {str(one(visitor.open(address), element)) for address in EVERY_PAGE}
        assert len(found) == len(EVERY_PAGE), element


def test_the_norwegian_site_has_the_customers_text_word_for_word(visitor: Visitor) -> None:
    faults, shown = [], ""
    for line in CUSTOMERS_TEXT.read_text("utf-8").splitlines():
        if line.startswith("> "):
            shown = words(one(visitor.open(line.removeprefix("> ")), "body"))
        elif line and not line.startswith("#") and line not in shown:
            faults.append(line)
    assert faults == []


def test_the_menu_and_the_breadcrumb_mark_the_current_page(visitor: Visitor) -> None:
    faults, starts = [], set()
    for address in EVERY_PAGE:
        page = visitor.open(address)
        marked = page.select('#menu a[aria-current="page"], .footer a[aria-current="page"]')
        steps = one(page, "nav.breadcrumb").select("li")
        current = [bool(step.select("[aria-current=page]")) for step in steps]
        if {link["href"] for link in marked} != {address} or current.index(True) != len(steps) - 1:
            faults.append(address)
        starts.add((language_of(address), words(steps[0])))
    assert faults == []
    assert len(starts) == len(LOCALES), "every breadcrumb of a language starts alike"


def test_menu_and_footer_link_to_contact_accessibility_and_privacy(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        page = visitor.open(address)
        expected = [pair[language_of(address) == "en"] for pair in PAIRS[-3:]]
        links = {link["href"] for link in one(page, "footer").select("a")}
        if not links >= set(expected) or one(page, "#menu > :last-child a")["href"] != expected[0]:
            faults.append(address)
    assert faults == []


def test_the_site_map_is_the_url_map(visitor: Visitor) -> None:
    rules = visitor.client.application.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if not rule.endpoint.startswith(MACHINES)}
    keys = [page.key for page in SITE_MAP]
    companions = {f"{name}.{key}" for name in COMPANIONS for key in keys}
    assert endpoints - PIECES - companions == {f"{key}.index" for key in keys}


def compressed(data: bytes) -> int:
    """Return the number of bytes after compression with gzip."""
    return len(gzip.compress(data, 6))


def test_a_page_fits_into_the_first_packets(visitor: Visitor) -> None:
    """Ten packets of 1,460 bytes are sent before a client has to confirm any (RFC 6928)."""
    sizes = {}
    for address in (*EVERY_PAGE, "/nb/nei"):
        answer = visitor.ask(address)
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        sizes[address] = compressed(answer.data) + headers
    assert {address: size for address, size in sizes.items() if size > 14_600} == {}


def test_a_page_side_by_side_weighs_less_than_its_pages_together(visitor: Visitor) -> None:
    sizes = {address: compressed(visitor.ask(address).data) for address in EVERY_PAGE}
    for address, size in sizes.items():
        view = compressed(visitor.ask(companion_of(address, "side_by_side")).data)
        assert view < min(size + sizes[counterpart(address)], 24_000), address


def test_style_and_script_are_small(visitor: Visitor) -> None:
    sizes = {
        name: compressed(visitor.ask(f"/static/{name}").data) for name in published(ROOT / "static")
    }
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 10_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20_000


def test_a_first_view_is_small_and_takes_few_requests(visitor: Visitor) -> None:
    sizes = {}
    for address in EVERY_PAGE:
        page = visitor.open(address)
        used = page.select("script[src], link[rel=stylesheet], link[rel~=icon], img[src]")
        files = {address, *(str(tag.get("src") or tag.get("href")) for tag in used)}
        sizes[address] = sum(compressed(visitor.ask(file).data) for file in files)
        assert len(files) <= 6, address
        assert not page.select("iframe, video"), address
    assert {address: size for address, size in sizes.items() if size > 100_000} == {}
