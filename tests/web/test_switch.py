"""The language switch: the same page in the other language, from wherever one is."""

import pytest

from tests.support.pages import EVERY_PAGE, counterpart, language_of
from tests.support.visitor import Page, Visitor, one, words


def switch(page: Page) -> dict[str, object]:
    """Return where the links of the switch lead, by what they say."""
    return {words(link): link["href"] for link in page.select(".editions a")}


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_the_switch_leads_to_the_same_page(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    other = {"nb": "English", "en": "Norsk"}[language_of(address)]
    assert switch(page) == {other: counterpart(address)}
    back = visitor.open(counterpart(address))
    assert list(switch(back).values()) == [address]


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_the_switch_is_two_plain_words(visitor: Visitor, address: str) -> None:
    nav = one(visitor.open(address), "nav.editions")
    assert nav["aria-label"] == {"nb": "Språk", "en": "Language"}[language_of(address)]
    assert [words(item) for item in nav.select("li")] == ["Norsk", "English"]
    link = one(nav, "a")
    assert link["lang"] == link["hreflang"] == language_of(counterpart(address))
    assert link["rel"] == ["alternate"]
    assert link["data-hx-boost"] == "false"
    assert one(nav, "[aria-current=true]").name == "span"
    assert not nav.select("img, svg")


def test_the_switch_keeps_what_the_visitor_typed(visitor: Visitor) -> None:
    page = visitor.open("/nb/sok?q=%C3%A5s+%26+b&x=1")
    assert switch(page) == {"English": "/en/search?q=%C3%A5s+%26+b"}


def test_the_switch_takes_nothing_along_that_the_page_does_not_look_at(visitor: Visitor) -> None:
    page = visitor.open("/nb/styret?q=%C3%A5s&receipt=1")
    assert switch(page) == {"English": "/en/board"}


@pytest.mark.parametrize("query", ["q=//evil.example", "q=\\\\evil", "next=//evil.example"])
def test_the_switch_cannot_leave_the_site(visitor: Visitor, query: str) -> None:
    (href,) = switch(visitor.open(f"/nb/sok?{query}")).values()
    assert str(href).startswith("/en/")


def test_an_error_at_a_known_page_keeps_the_page(visitor: Visitor) -> None:
    answer = visitor.client.post("/nb/faser/1-behovskartlegging")
    assert answer.status_code == 405
    assert 'href="/en/phases/1-needs-assessment"' in answer.text


def test_an_error_at_no_page_leads_to_the_front_page(visitor: Visitor) -> None:
    assert switch(visitor.open("/nb/finnes-ikke", status=404)) == {"English": "/en/"}
