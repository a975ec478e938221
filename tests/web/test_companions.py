"""Companions: pages beside each page, at addresses below it."""

import pytest

from tests.support.pages import COMPANIONS, EVERY_PAGE, companion_of, counterpart
from tests.support.visitor import Visitor, one, words


@pytest.mark.parametrize("name", COMPANIONS)
def test_every_page_has_its_companions_below_it(visitor: Visitor, name: str) -> None:
    for address in EVERY_PAGE:
        here = companion_of(address, name)
        page = visitor.open(here)
        assert one(page, "meta[name=robots]")["content"] == "noindex"
        assert not page.select("link[rel=canonical], link[hreflang], script[type*=json]")
        other = one(page, ".language-switch li a")
        assert other["href"] == companion_of(counterpart(address), name)
        *above, own, last = one(page, "nav.breadcrumb").select("li")
        assert one(own, "a")["href"] == address
        assert one(last, "[aria-current=page]")
        assert not [step for step in above if step.select("[aria-current]")]
        assert {link["href"] for link in page.select("#menu [aria-current=true]")} <= {address}
        assert not page.select("#menu a[aria-current=page], .footer a[aria-current=page]")
        assert visitor.open_fragment(here).select("main h1")


def test_the_menu_marks_the_page_of_a_companion_and_not_its_copy(visitor: Visitor) -> None:
    for address in ("/nb/styret", "/nb/styret/historikk", "/nb/styret/side-om-side", "/nb/styret"):
        marked = one(visitor.open(address), "#menu [aria-current]")
        assert marked["href"] == "/nb/styret"
        assert marked["aria-current"] == ("page" if address == "/nb/styret" else "true")


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/en/phases/1-behovskartlegging/history", "/en/phases/1-needs-assessment/history"),
        ("/en/styret/side-om-side", "/en/board/side-by-side"),
        ("/NB/Styret/Side-om-side/", "/nb/styret/side-om-side"),
        ("/no/historikk", "/nb/historikk"),
        ("/nn/phases/1-needs-assessment/history", "/nb/faser/1-behovskartlegging/historikk"),
    ],
)
def test_other_spellings_of_a_companion_redirect_to_it(
    visitor: Visitor, asked: str, target: str
) -> None:
    answer = visitor.ask(asked)
    assert (answer.status_code, answer.headers.get("Location")) == (301, target)
    assert visitor.ask(f"/fragment{asked}").headers["Location"] == f"/fragment{target}"


def test_the_companion_of_no_page_is_not_found(visitor: Visitor) -> None:
    page = visitor.open("/nb/faser/9-nei/side-om-side", status=404)
    assert one(page, ".language-switch li a")["href"] == "/en/"
    answer = visitor.client.post("/nb/styret/historikk")
    assert answer.status_code == 405
    assert 'href="/en/board/history"' in answer.text


def test_a_companion_reads_no_query(visitor: Visitor) -> None:
    page = visitor.open("/nb/sok/side-om-side?q=kompetanse")
    assert one(page, ".language-switch li a")["href"] == "/en/search/side-by-side"
    text = visitor.ask("/nb/sok/side-om-side").text
    assert visitor.ask("/nb/sok/side-om-side?q=kompetanse&page=2").text == text


def test_companions_are_in_neither_sitemap_nor_feed_nor_search(visitor: Visitor) -> None:
    ends = [end for names in COMPANIONS.values() for end in names.values()]
    for address in ("/sitemap.xml", "/nb/endringer.atom", "/en/search?q=history"):
        answer = visitor.ask(address)
        assert answer.status_code == 200
        assert not [end for end in ends if f"/{end}<" in answer.text or f"{end}#" in answer.text]


def test_a_companion_has_the_title_of_its_page(visitor: Visitor) -> None:
    for address, heading in (
        ("/nb/styret/historikk", "Prosjektstyret – historikk"),
        ("/en/phases/1-needs-assessment/side-by-side", "Part 1: Needs assessment – side by side"),
    ):
        page = visitor.open(address)
        assert words(one(page, "h1")) == heading
        assert one(page, "title").get_text() == f"{heading} – BattKOMP"
