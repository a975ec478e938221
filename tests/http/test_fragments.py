"""Fragments: the same pages without their frame, at addresses of their own."""

import pytest

from tests.support.htmx import normal, swapped
from tests.support.pages import EVERY_PAGE, language_of
from tests.support.visitor import Visitor, one, words

every_page = pytest.mark.parametrize("address", EVERY_PAGE)


@every_page
def test_a_swapped_page_equals_a_loaded_one(visitor: Visitor, address: str) -> None:
    start = next(other for other in EVERY_PAGE if other != address and other[:3] == address[:3])
    fragment = visitor.open_fragment(address)
    result = swapped(visitor.open(start), fragment, address)
    assert normal(result) == normal(visitor.open(address))


@every_page
def test_the_content_is_the_same(visitor: Visitor, address: str) -> None:
    fragment, page = visitor.open_fragment(address), visitor.open(address)
    assert words(one(fragment, "main")) == words(one(page, "main"))
    assert not fragment.select("#menu, footer, script[src], link[rel=stylesheet]")


@every_page
def test_a_fragment_says_whose_it_is_as_its_page_does(visitor: Visitor, address: str) -> None:
    identity = "[property='og:site_name'], [property='og:locale']"
    said = [str(tag["content"]) for tag in visitor.open_fragment(address).select(identity)]
    assert said == ["BattKOMP", {"nb": "nb_NO", "en": "en_GB"}[language_of(address)]]
    assert said == [str(tag["content"]) for tag in visitor.open(address).select(identity)]


@every_page
def test_search_engines_leave_a_fragment_out(visitor: Visitor, address: str) -> None:
    answer = visitor.ask(f"/fragment{address}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Language"] == language_of(address)


@pytest.mark.parametrize("prefix", ["", "/fragment"])
def test_no_header_of_htmx_changes_an_answer(visitor: Visitor, prefix: str) -> None:
    address = f"{prefix}/nb/styret"
    plain = visitor.ask(address)
    for name in ("HX_Request", "HX_Boosted", "HX_History_Restore_Request"):
        assert visitor.ask(address, **{name: "true"}).data == plain.data
    for kind in ("partial", "full"):
        assert visitor.ask(address, HX_Request_Type=kind).data == plain.data
    assert plain.headers["Vary"] == "Accept-Encoding"


def test_a_fragment_that_has_moved_leads_to_a_fragment(visitor: Visitor) -> None:
    answer = visitor.ask("/fragment/en/phases/1-behovskartlegging")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/fragment/en/phases/1-needs-assessment"
    answer = visitor.ask("/fragment/no/styret/")
    assert answer.headers["Location"] == "/fragment/nb/styret"


@pytest.mark.parametrize("address", ["/nb/nei", "/fr/", "/nb/faser/9-nei"])
def test_an_error_has_a_fragment_too(visitor: Visitor, address: str) -> None:
    fragment = visitor.open_fragment(address, status=404)
    assert words(one(fragment, "h1")) == "Siden finnes ikke"
    assert one(fragment, "meta[name=robots]")["content"] == "noindex"


@pytest.mark.parametrize(
    "address",
    ["/", "/healthz", "/robots.txt", "/sitemap.xml", "/static/css/site.css", "/fragment/nb/"],
)
def test_only_pages_have_fragments(visitor: Visitor, address: str) -> None:
    assert visitor.ask(f"/fragment{address}").status_code == 404


def test_the_prefix_alone_is_no_address(visitor: Visitor) -> None:
    assert visitor.ask("/fragment").status_code == 404
    assert visitor.ask("/fragments/nb/").status_code == 404
