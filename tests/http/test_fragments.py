"""Test fragments; tests/browser/test_navigation.py swaps each into a page."""

from __future__ import annotations

from tests.support.pages import EVERY_PAGE, language_of
from tests.support.visitor import Page, Visitor, one, words


def test_a_fragment_has_the_content_and_identity_of_its_page(visitor: Visitor) -> None:
    faults = []
    for address in EVERY_PAGE:
        fragment, page = visitor.open_fragment(address), visitor.open(address)
        is_same = words(one(fragment, "main")) == words(one(page, "main"))
        has_frame = fragment.select("#menu, footer, script[src], link[rel=stylesheet]")
        locale = {"nb": "nb_NO", "en": "en_GB"}[language_of(address)]
        if not is_same or has_frame or not identity(fragment) == identity(page) == [locale]:
            faults.append(address)
    assert faults == []


def identity(page: Page) -> list[str]:
    """Return the language of a page as social media read it."""
    return [str(tag["content"]) for tag in page.select("[property='og:locale']")]


def test_search_engines_do_not_index_fragments(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        response = visitor.ask(f"/fragment{address}")
        assert response.headers["X-Robots-Tag"] == "noindex", address
        assert response.headers["Content-Language"] == language_of(address), address


def test_the_headers_of_htmx_do_not_change_a_response(visitor: Visitor) -> None:
    for address in ("/nb/styret", "/fragment/nb/styret"):
        plain = visitor.ask(address)
        assert plain.headers["Vary"] == "Accept-Encoding"
        for name in ("HX_Request", "HX_Boosted", "HX_History_Restore_Request"):
            assert visitor.ask(address, **{name: "true"}).data == plain.data
        for kind in ("partial", "full"):
            assert visitor.ask(address, HX_Request_Type=kind).data == plain.data


def test_a_moved_fragment_redirects_to_a_fragment(visitor: Visitor) -> None:
    response = visitor.ask("/fragment/en/phases/1-behovskartlegging")
    assert response.status_code == 301
    assert response.headers["Location"] == "/fragment/en/phases/1-needs-assessment"
    response = visitor.ask("/fragment/no/styret/")
    assert response.headers["Location"] == "/fragment/nb/styret"


def test_an_error_has_a_fragment_too(visitor: Visitor) -> None:
    for address in ("/nb/nei", "/fr/", "/nb/faser/9-nei"):
        fragment = visitor.open_fragment(address, status=404)
        assert words(one(fragment, "h1")) == "Siden finnes ikke"
        assert one(fragment, "meta[name=robots]")["content"] == "noindex"


def test_only_pages_have_fragments(visitor: Visitor) -> None:
    for address in (
        *("/fragment", "/fragments/nb/", "/fragment/", "/fragment/healthz", "/fragment/robots.txt"),
        *("/fragment/sitemap.xml", "/fragment/static/css/site.css", "/fragment/fragment/nb/"),
    ):
        assert visitor.ask(address).status_code == 404, address
