"""The view of a page in all languages side by side."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import Tag

from battkomp.languages import LANGUAGES
from tests.support.pages import EVERY_PAGE, companion_of, counterpart, language_of
from tests.support.sites import change, edited_seed, settings_in, site, without
from tests.support.visitor import Visitor, one, words

PHASE = "/en/phases/1-needs-assessment"


def view_of(visitor: Visitor, address: str) -> Tag:
    """Return a page side by side."""
    return one(visitor.open(companion_of(address, "side_by_side")), ".side-by-side")


def rows_of(visitor: Visitor, address: str) -> list[list[Tag]]:
    """Return the blocks of a page side by side, in rows."""
    _, *rows = view_of(visitor, address).select(":scope > *")
    return [row.select(":scope > *") for row in rows]


def words_in(*elements: Tag) -> Counter[str]:
    """Return how often each word is in some elements."""
    return Counter(re.findall(r"[^\W_]+", " ".join(one.get_text(" ") for one in elements)))


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_each_block_has_its_counterpart_and_no_word_is_lost(visitor: Visitor, address: str) -> None:
    rows, pages = rows_of(visitor, address), (address, counterpart(address))
    order = [language_of(page) for page in pages]
    assert all([block["lang"] for block in row] == order for row in rows)
    for blocks, page in zip(zip(*rows, strict=True), pages, strict=True):
        main = one(visitor.open(page), "main")
        for left_out in main.select("[data-left-out]"):
            left_out.decompose()
        assert words_in(*blocks) == words_in(main)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_counterparts_have_the_same_dates_and_sources(visitor: Visitor, address: str) -> None:
    for row in rows_of(visitor, address):
        facts = [
            [tag.get("datetime") or tag["href"] for tag in block.select("time, a[href^=https]")]
            for block in row
        ]
        assert facts[1:] == facts[:-1], words(row[0])


def test_words_that_are_only_heard_on_a_page_are_only_heard_in_the_view(visitor: Visitor) -> None:
    for address in ("/nb/kontakt", "/nb/tidslinje", "/en/figures"):
        heard = words_in(*one(visitor.open(address), "main").select(".visually-hidden"))
        own = [row[0] for row in rows_of(visitor, address)]
        whole = [block for block in own if "visually-hidden" in block.get_attribute_list("class")]
        parts = [part for block in own for part in block.select(".visually-hidden")]
        assert heard
        assert heard - words_in(*whole, *parts) == Counter()


def test_lists_in_alphabetical_order_have_the_order_of_the_reader(visitor: Visitor) -> None:
    for address in ("/nb/ordliste", "/en/glossary"):
        terms = [row for row in rows_of(visitor, address) if row[0].select("dfn")]
        page = visitor.open(address).select(".glossary dfn")
        assert [words(one(row[0], "dfn")) for row in terms] == [words(term) for term in page]
        assert [words_in(own) for own, _ in terms] == [words_in(other) for _, other in terms]


def test_the_view_names_the_languages_and_begins_with_the_readers(visitor: Visitor) -> None:
    for language in LANGUAGES:
        address = f"/{language.tag}/"
        names = view_of(visitor, address).select(":scope > :first-child > *")
        others = [one.name for one in LANGUAGES if one != language]
        assert [words(name) for name in names] == [language.name, *others]
        assert {name["lang"] for name in names} == {one.tag for one in LANGUAGES}


def test_links_lead_to_the_page_in_the_language_of_their_block(visitor: Visitor) -> None:
    rows = rows_of(visitor, "/en/findings")
    assert one(rows[2][0], "a")["href"] == "/en/findings#needs"
    other = one(rows[2][1], "a")
    assert other["href"] == "/nb/funn#needs"
    assert (other["hreflang"], other["data-hx-boost"]) == ("nb", "false")


@pytest.mark.parametrize("address", ["/nb/kontakt", "/en/search", "/nb/tidslinje", "/nb/tall"])
def test_forms_and_drawings_are_shown_as_text(visitor: Visitor, address: str) -> None:
    view = view_of(visitor, address)
    assert not view.select("[id], form, input, textarea, button, label, svg, details, table")


def test_every_page_leads_to_its_view_beside_the_language_switch(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        view = companion_of(address, "side_by_side")
        page = visitor.open(address)
        link = one(page, ".language-switch + nav > a")
        assert link["href"] == view
        assert words(link) == {"nb": "Side om side", "en": "Side by side"}[language_of(address)]
        assert not visitor.open(view).select(f'a[href="{view}"]')
        history = visitor.open(companion_of(address, "history"))
        assert one(history, ".language-switch + nav > a")["href"] == view


def visitor_of(folder: Path, old: str, new: str) -> Visitor:
    """Return a visitor of a site with an edit of the parts of the project."""
    return Visitor(site(settings_in(folder), edited_seed(folder, phases=change(old, new))))


def test_a_text_that_is_not_translated_is_marked_in_its_place(tmp_path: Path) -> None:
    source = edited_seed(tmp_path, phases=without("summary.en"))
    visitor = Visitor(site(settings_in(tmp_path), source))
    shown = "Hvilken kompetanse trenger bedriftene"
    for address, note in (
        ("/en/phases", "Not translated into English yet. The text is in Norwegian."),
        ("/nb/faser", "Ikke oversatt til engelsk ennå. Teksten er på norsk."),
    ):
        rows = rows_of(visitor, address)
        row = next(row for row in rows if words(row[0]).startswith(shown))
        marked = row[0 if address == "/en/phases" else 1]
        assert note in words(marked)
        assert marked.select("[lang=nb]")
        assert sum(note in words(block) for row in rows for block in row) == 3
        page = visitor.open(companion_of(address, "side_by_side"))
        assert not page.select(".notice")


def test_a_translation_older_than_its_source_is_marked_with_both_dates(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, "kartlegge og analysere", "kartlegge")
    for address in ("/en/phases/1-needs-assessment", "/nb/faser/1-behovskartlegging"):
        notes = [
            (place, block)
            for row in rows_of(visitor, address)
            for place, block in enumerate(row)
            if block.name == "div"
        ]
        [(place, block)] = notes
        assert place == (language_of(address) == "nb")
        assert words(one(block, "[lang=en]")).startswith("In this part, the project will identify")
        assert len(block.select("time")) == 2
        assert "23. november 2026" in words(block) or "23 November 2026" in words(block)


def test_a_paragraph_without_a_counterpart_moves_no_other(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, "batteriverdikjeden.\n", "batteriverdikjeden.\n\nMer.\n")
    rows = rows_of(visitor, PHASE)
    place = next(place for place, row in enumerate(rows) if words(row[1]) == "Mer.")
    assert words(rows[place][0]) == "–"
    assert words(rows[place - 1][0]).startswith("In this part")
    assert words(rows[place + 1][0]).startswith("This part was launched")
    assert words(rows[place + 1][1]).startswith("Denne delen ble lansert")
