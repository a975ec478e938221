"""The search page: hits, counts, suggestions and pages of hits."""

from urllib.parse import quote

import pytest

from battkomp.content.search.results import MOST_LETTERS, MOST_WORDS
from battkomp.settings import Settings
from tests.support.sites import settings_in, site
from tests.support.visitor import Page, Visitor, one, words

BOTH = pytest.mark.parametrize("address", ["/nb/sok", "/en/search"])
PIECES = {"/nb/sok": "/fragment/nb/sok/treff", "/en/search": "/fragment/en/search/hits"}


def search(visitor: Visitor, query: str, address: str = "/nb/sok") -> Page:
    """Search for a query and return the page."""
    return visitor.open(f"{address}?q={quote(query)}")


def hits(page: Page, where: str = ".hits") -> list[str]:
    """Return the text of each hit's link, in order."""
    return [words(link) for link in page.select(f"{where} a")]


def own_hits(page: Page) -> list[str]:
    """Return the text of the links of the hits in the language of the page."""
    return hits(page, "#hits > .hits")


def count(page: Page) -> str:
    """Return the status line, which tells the number of hits, of a page or of its hits alone."""
    return words(one(page, "#count[role=status], [data-count]"))


def pages(visitor: Visitor, query: str, address: str = "/nb/sok") -> list[Page]:
    """Open the pages of hits one after the other, by the links that lead on."""
    found = [search(visitor, query, address)]
    while links := found[-1].select("#hits a[rel=next]"):
        found.append(visitor.open(str(links[0]["href"])))
    return found


def test_a_misspelt_word_offers_a_known_one(visitor: Visitor) -> None:
    for query in ("naringsministeren", "næringministeren", "nærringsministeren"):
        page = search(visitor, query)
        assert not hits(page), "æ, ø and å are letters of their own"
        link = one(page, ".search-suggestion a")
        assert words(link) == "næringsministeren"
        assert link["href"] == "/nb/sok?q=n%C3%A6ringsministeren"
    assert not search(visitor, "næringsministeren").select(".search-suggestion")


def test_words_with_no_hit_together_are_offered_alone(visitor: Visitor) -> None:
    page = search(visitor, "sandmo xyzzy")
    assert hits(page) == []
    assert {words(link) for link in page.select(".action-list a[href*=sok]")} == {"sandmo"}
    marks = search(visitor, "sandmo").select(".hits mark")
    assert {words(mark) for mark in marks} == {"Sandmo"}


@BOTH
def test_hits_of_the_language_come_first_and_those_of_the_other_below(
    visitor: Visitor, address: str
) -> None:
    query, tag = {"/nb/sok": ("companies", "en"), "/en/search": ("kompetanse", "nb")}[address]
    page = search(visitor, query, address)
    section = one(page, "#hits section")
    assert words(one(section, "h2")) in ("Only in Norwegian", "Bare på engelsk")
    for link in section.select(".hits a"):
        assert str(link["href"]).startswith(f"/{tag}/")
        assert (link["hreflang"], link["data-hx-boost"]) == (tag, "false")
        assert one(link, "span")["lang"] == tag
    assert all(p["lang"] == tag for p in section.select(".hits p"))
    own = page.select("#hits > .hits a")
    assert all(str(link["href"]).startswith(address[:4]) for link in own)
    if own:
        assert page.select("#hits > *")[0].select("a") == own


def test_the_status_line_tells_the_number_of_hits(visitor: Visitor) -> None:
    assert count(search(visitor, "sandmo")) == "1 treff på «sandmo»."
    assert count(search(visitor, "xyzzy")) == "Ingen treff på «xyzzy»."
    assert count(search(visitor, "i")).startswith("Mer enn 100 treff på «i».")
    assert count(search(visitor, "sandmo", "/en/search")) == "1 result for ‘sandmo’."
    assert count(visitor.open("/nb/sok")) == ""


def test_links_lead_to_every_hit_that_is_counted(visitor: Visitor) -> None:
    first, last = pages(visitor, "utdanning")
    number = int(count(first).partition(" ")[0])
    assert 20 < number < 40
    links = [link for page in (first, last) for link in page.select("#hits > .hits a")]
    known = {(str(link["href"]), words(link)) for link in links}
    assert len(known) == len(links) == number
    assert first.select("a[rel=prev]") == last.select("a[rel=next]") == []
    back, on = one(last, "a[rel=prev]"), one(first, "a[rel=next]")
    assert (words(back), back["href"]) == ("Forrige Treff 1–20", "/nb/sok?q=utdanning")
    address = "/nb/sok?q=utdanning&page=2"
    assert (words(on), on["href"]) == (f"Neste Treff 21–{number}", address)
    assert one(last, "title").get_text() == "Søk: «utdanning», side 2 – BattKOMP"
    assert one(last, "meta[name=robots]")["content"] == "noindex"
    assert not search(visitor, "sandmo").select(".pager, #hits > .search-count")


def test_links_lead_to_a_hundred_of_very_many_hits(visitor: Visitor) -> None:
    found = pages(visitor, "i")
    assert [len(own_hits(page)) for page in found] == [20] * 5
    spans = [words(one(page, "#hits > .search-count")) for page in found]
    assert spans[1] == "Treff 21–40 av mer enn 100."
    assert spans[4].startswith("Treff 81–100 av mer enn 100. Viser de 100 beste treffene.")
    assert len({hit for page in found for hit in own_hits(page)}) >= 90


@BOTH
def test_more_hits_in_the_other_language_are_a_link_away(visitor: Visitor, address: str) -> None:
    page = search(visitor, "and" if address == "/nb/sok" else "og", address)
    other = str(one(page, "#hits section > p a")["href"])
    assert other.startswith("/en/" if address == "/nb/sok" else "/nb/")
    assert len(own_hits(visitor.open(other))) > len(page.select("section .hits a"))


@BOTH
def test_no_page_number_is_an_error(visitor: Visitor, address: str) -> None:
    query = "kompetanse" if address == "/nb/sok" else "battery"
    known = [own_hits(page) for page in pages(visitor, query, address)]
    first = ("", "0", "-1", "x", "1.5", "1e9", "%00", "²", "٣", "02", "+2", "[]", "x&page=2")
    last = ("99", "9" * 19, "9" * 5000)
    for place, numbers in ((0, first), (-1, last), (1, ("2", "2&page=x"))):
        for number in numbers:
            for start in ("", "/fragment"):
                answer = visitor.ask(f"{start}{address}?q={query}&page={number}")
                assert answer.status_code == 200
                assert own_hits(Page(answer.text, "html.parser")) == known[place], number


@BOTH
def test_other_ways_are_offered_where_nothing_is_found(visitor: Visitor, address: str) -> None:
    for query in ("", "?q=xyzzy", "?q=", "?q=+-*"):
        page = visitor.open(address + query)
        assert len(page.select("#hits .action-list a")) >= 4
        assert not page.select(".hits")


@BOTH
def test_the_query_is_in_the_field_and_the_title_and_not_for_search_engines(
    visitor: Visitor, address: str
) -> None:
    page = search(visitor, "  hydro \t & <b>  ", address)
    form = one(page, "main form[role=search]")
    assert (form["method"], form["action"]) == ("get", address)
    assert form["data-hx-get"] == PIECES[address]
    field = one(form, "input[type=search][name=q]")
    assert (field["value"], field["autocomplete"]) == ("hydro & <b>", "off")
    assert one(form, f"label[for={field['id']}]")
    assert one(page, "title").get_text().split(": ")[1].strip("«»‘’").startswith("hydro & <b>")
    assert not page.select("#page b")
    assert one(page, "meta[name=robots]")["content"] == "noindex"
    assert one(page, "link[rel=canonical]")["href"] == f"http://localhost{address}"


@BOTH
def test_the_hits_have_a_fragment_of_their_own_and_no_page(visitor: Visitor, address: str) -> None:
    answer = visitor.ask(f"{PIECES[address]}?q=kompetanse")
    page = search(visitor, "kompetanse", address)
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "public" in answer.headers["Cache-Control"]
    piece = Page(answer.text, "html.parser")
    assert hits(piece) == hits(page)
    assert count(piece) == count(page)
    assert one(piece, "title").get_text() == one(page, "title").get_text()
    assert not piece.select("#count, nav:not(.pager), footer, form")
    for query in ("", "?q=%C3%A5s%26x"):
        answer = visitor.ask(PIECES[address].removeprefix("/fragment") + query)
        assert (answer.status_code, answer.headers["Location"]) == (302, address + query)


NASTY = [
    *('"', '""', "'", '"batteri', "*", "batt*", "^batt", "-", "- -", "NEAR(", "NEAR(a b, 3)"),
    *("a AND", "OR", "NOT batteri", "title:x", "{title}: batteri", "a + b", "(((", ")", "%", "\\"),
    *("'; drop table words; --", "<script>alert(1)</script>", "{{ 7*7 }}", "🔋", "👩‍🔬 batteri"),
    *("\x00", "bat\x00teri", "ﬁ", "ß", "İ", "ı", "ǆ", "٣", "batteri" * 50, "a " * 100, "é" * 300),
    *("x" * 10_000, "æøå " * 2_500, "\u202e", "\ud7ff", "\ufffd", "1/2", "²", "क्षि", "日本語", "­"),
]
MALFORMED = (
    *("q=%ed%a0%80", "q=%ff%fe", "q=%c3", "q=%00", "q=%", "q=%zz", "q=a&q=b", "q[]=x", "q", "="),
    "q=å",
)


@BOTH
def test_no_query_is_an_error(visitor: Visitor, address: str) -> None:
    faults = []
    for query in (*(f"q={quote(text)}" for text in NASTY), *MALFORMED):
        for target in (address, PIECES[address]):
            answer = visitor.ask(f"{target}?{query}")
            said = count(Page(answer.text, "html.parser"))
            is_code = "<script>alert" in answer.text or "49" in said
            faults += [(target, query)] if answer.status_code != 200 or is_code else []
    assert faults == []


def test_a_long_query_is_cut_and_the_page_tells_so(visitor: Visitor) -> None:
    said = f"de første {MOST_WORDS} ordene og {MOST_LETTERS} tegnene"
    assert said in words(one(search(visitor, "hydro " + "x" * MOST_LETTERS), "#hits"))
    assert said not in words(one(search(visitor, "hydro"), "#hits"))


def test_queries_are_not_logged(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    visitor = Visitor(site(settings_in(settings.database.parent, access_log=True)))
    for address in (*PIECES, *PIECES.values()):
        visitor.ask(f"{address}?q=hemmelig")
    logged = capsys.readouterr().err
    assert '"path":"/nb/sok"' in logged
    assert "hemmelig" not in logged
