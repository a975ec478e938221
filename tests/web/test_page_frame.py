"""The page frame: menu, canonical URL and language switch."""

import re

import pytest

from tests.support.pages import EVERY_PAGE, counterpart, language_of
from tests.support.visitor import Visitor, one, words


def test_a_page_names_the_host_that_it_was_asked_for_at(visitor: Visitor) -> None:
    for host in ("one.example", "two.example", "one.example"):
        text = visitor.ask("/en/", Host=host).text
        assert f'<link rel="canonical" href="http://{host}/en/">' in text
        assert set(re.findall(r"\w+\.example", text)) == {host}


def test_the_language_switch_leads_to_the_same_page_and_is_accessible(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        nav = one(visitor.open(address), "nav.language-switch")
        assert nav["aria-label"] == {"nb": "Språk", "en": "Language"}[language_of(address)]
        assert [words(item) for item in nav.select("li")] == ["Norsk", "English"]
        link = one(nav, "a")
        assert words(link) == {"nb": "English", "en": "Norsk"}[language_of(address)]
        assert link["href"] == counterpart(address)
        assert link["lang"] == link["hreflang"] == language_of(counterpart(address))
        assert link["rel"] == ["alternate"]
        assert link["data-hx-boost"] == "false"
        assert one(nav, "[aria-current=true]").name == "span"
        assert not nav.select("img, svg")


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/nb/sok?q=%C3%A5s+%26+b&x=1&page=2", "/en/search?q=%C3%A5s+%26+b"),
        ("/nb/styret?q=%C3%A5s&receipt=1", "/en/board"),
        ("/nb/sok?q=//evil.example", "/en/search?q=%2F%2Fevil.example"),
        ("/nb/sok?q=\\\\evil", "/en/search?q=%5C%5Cevil"),
        ("/nb/sok?next=//evil.example", "/en/search"),
        (f"/nb/sok?q={'x' * 300}", f"/en/search?q={'x' * 200}"),
    ],
)
def test_the_language_switch_carries_only_what_the_page_reads(
    visitor: Visitor, address: str, other: str
) -> None:
    assert one(visitor.open(address), ".language-switch a")["href"] == other


def test_the_language_switch_of_an_error_page_leads_to_the_page(visitor: Visitor) -> None:
    answer = visitor.client.post("/nb/faser/1-behovskartlegging")
    assert answer.status_code == 405
    assert 'href="/en/phases/1-needs-assessment"' in answer.text
    unknown = visitor.open("/nb/finnes-ikke", status=404)
    assert one(unknown, ".language-switch a")["href"] == "/en/"
