"""The history of each page."""

from collections.abc import Callable

import pytest

from battkomp.content.changes import Change
from battkomp.content.publications import Publication
from battkomp.settings import Settings
from tests.support.pages import CHANGES, EVERY_PAGE, companion_of
from tests.support.publications import FIRST, changed, confirmed, fact, publish, published
from tests.support.sites import change, edited_seed, load, site, static_site_of
from tests.support.visitor import Page, Visitor, one, words

BOARD = "/en/board/history"
Visit = Callable[..., Visitor]


@pytest.fixture
def visit(settings: Settings) -> Visit:
    """Return a function that visits a site with some publications, the latest first."""

    def visit_site(*publications: Publication) -> Visitor:
        app = site(settings)
        publish(app, *publications)
        return Visitor(app)

    return visit_site


def items(page: Page) -> list[str]:
    """Return the words of each publication in a history."""
    return [words(item) for item in page.select("main ol > li[id^=publication]")]


def test_every_page_links_to_its_history_at_its_end(visitor: Visitor) -> None:
    for address in EVERY_PAGE:
        for page in (visitor.open(address), visitor.open_fragment(address)):
            line = one(page, "main > .last-updated")
            assert one(line, "a")["href"] == companion_of(address, "history")
            assert one(line, "time")
    for address, status in ((BOARD, 200), ("/nb/nei", 404), ("/nb/faser/9-nei", 404)):
        assert not visitor.open(address, status=status).select(".last-updated"), address


def test_a_history_has_the_publications_that_changed_its_page(visit: Visit) -> None:
    visitor = visit(
        published(4, changed("board", "en", "introduction"), nb="Nytt styre", en="New board"),
        published(3, changed("contact"), nb="Noe annet"),
        published(2, fact("people.kenneth-sandmo")),
        FIRST,
    )
    assert items(visitor.open(BOARD)) == [
        "27 November 2026 New board The project board – English [removed: Gammel][added: Ny]",
        "27 November 2026 The project board Details other than the text have changed.",
    ]


def test_a_changed_text_is_in_its_own_language_under_the_title_of_its_entry(visit: Visit) -> None:
    visitor = visit(published(1, changed("milestones.first-sprints", "nb", "body")))
    page = visitor.open("/en/timeline/history")
    heading = one(page, "main li h3")
    assert words(heading).endswith("– Norwegian")
    assert words(heading).removesuffix(" – Norwegian") in words(
        one(visitor.open("/en/timeline"), "main")
    )
    text = one(page, "main li [lang=nb]")
    assert (words(one(text, "del")), words(one(text, "ins"))) == (
        "[removed: Gammel]",
        "[added: Ny]",
    )


def test_names_and_numbers_are_filled_in(visit: Visit) -> None:
    text = Change("seats.lo", "represents", "en", "{lo}", "{lo}, since 2021")
    (item,) = items(visit(published(1, text)).open(BOARD))
    assert "{" not in item
    assert "[added: , since 2021]" in item


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [
                Change("seats", "order", "", '["a","b"]', '["b","a"]'),
                fact("seats.lo", "person"),
                fact("seats.lo", "organisations"),
            ],
            "27 November 2026 The project board Details other than the text have changed.",
        ),
        (
            [
                Change("seats.new", "person", "", None, '"lo"'),
                Change("seats.new", "represents", "en", None, "LO"),
                Change("seats", "order", "", '["a"]', '["a","new"]'),
            ],
            "The project board – English [added: LO]",
        ),
        (
            [
                Change("seats.old", "person", "", '"lo"', None),
                Change("seats.old", "represents", "en", "LO", None),
            ],
            "The project board – English [removed: LO]",
        ),
    ],
)
def test_a_change_is_told_plainly(visit: Visit, changes: list[Change], sentence: str) -> None:
    (item,) = items(visit(published(1, *changes)).open(BOARD))
    assert item.endswith(sentence)


def test_a_page_without_changes_says_so(visit: Visit) -> None:
    page = visit(published(2, confirmed("board")), FIRST).open(BOARD)
    assert "No changes have been recorded since the website was published." in words(
        one(page, "main")
    )


def test_a_load_is_on_the_page_of_changes_and_in_the_history_and_in_the_static_site(
    settings: Settings,
) -> None:
    visitor = Visitor(site(settings))
    edit = change("The members of the BattKOMP project board", "The members of the board")
    load(settings, edited_seed(settings.database.parent, board=edit))
    assert "The project board – English" in items(visitor.open(CHANGES["en"]))[0]
    (item,) = items(visitor.open(BOARD))
    assert "[removed: BattKOMP project ]board" in item
    files = static_site_of(settings, "https://files.example").files
    assert b"publication-2" in files["en/changes/index.html"]
    assert b"publication-2" in files["nb/styret/historikk/index.html"]
    assert b"publication-2" in files["nb/endringer.atom"]
    assert b"/en/changes/<" in files["sitemap.xml"]
