"""The page of changes."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from battkomp.content.changes import Change
from battkomp.content.files import SECTIONS
from battkomp.content.publications import Publication
from battkomp.data.changes import LATEST
from battkomp.web.sitemap import PAGES
from tests.support.pages import CHANGES, EVERY_PAGE, companion_of, language_of
from tests.support.publications import FIRST, changed, confirmed, fact, publish, published
from tests.support.sites import settings_in, site
from tests.support.visitor import Page, Visitor, one, words

Visit = Callable[..., Visitor]


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a function that visits a site with some publications, the latest first."""

    def visit_site(*publications: Publication) -> Visitor:
        app = site(settings_in(tmp_path))
        publish(app, *publications)
        return Visitor(app)

    return visit_site


def items(page: Page) -> list[str]:
    """Return the words of each publication on the page."""
    return [words(item) for item in page.select("main ol > li[id^=publication]")]


def histories(pages: Iterable[str]) -> list[str]:
    """Return the addresses of the histories of pages."""
    return [companion_of(page, "history") for page in pages]


def test_each_publication_has_its_day_in_norway_its_title_and_its_pages(
    visit: Visit,
) -> None:
    visitor = visit(
        published(
            2,
            changed("board", field="introduction"),
            changed("board", "en"),
            nb="Høst",
            en="Autumn",
        ),
        FIRST,
    )
    page = visitor.open(CHANGES["nb"])
    assert items(page) == [
        "27. november 2026 Høst Prosjektstyret – norsk og engelsk",
        "27. november 2026 Nettstedet ble publisert",
    ]
    assert [tag["datetime"] for tag in page.select("main ol time")] == ["2026-11-27"] * 2
    assert items(visitor.open(CHANGES["en"])) == [
        "27 November 2026 Autumn The project board – Norwegian and English",
        "27 November 2026 The website was published",
    ]


def test_a_title_in_another_language_is_marked(visit: Visit) -> None:
    visitor = visit(published(1, changed("board"), nb="Høst"))
    assert words(one(visitor.open(CHANGES["en"]), "main .changes-title [lang=nb]")) == "Høst"
    assert not visitor.open(CHANGES["nb"]).select("main .changes-title [lang]")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([changed("contact", "en")], "Contact – English"),
        ([fact("contact")], "Contact – Norwegian and English"),
        ([changed("contact"), confirmed("contact")], "Contact – Norwegian"),
        ([confirmed("contact")], "No pages changed."),
        ([changed("contact", "de")], "No pages changed."),
    ],
)
def test_the_languages_of_a_change_are_named(
    visit: Visit, changes: list[Change], expected: str
) -> None:
    (item,) = items(visit(published(1, *changes)).open(CHANGES["en"]))
    assert item == f"27 November 2026 {expected}"


@pytest.mark.parametrize(
    ("subject", "pages"),
    [
        ("milestones.first-sprints", ["/en/phases/3-recruitment-and-society", "/en/timeline"]),
        ("phases.2", ["/en/phases/2-gaps-and-recommendations"]),
        ("organisations.lo", ["/en/organisations"]),
        ("people.kenneth-sandmo", ["/en/board"]),
        ("seats.removed", ["/en/board"]),
        ("sources.removed", ["/en/sources"]),
        ("phases.9", ["/en/phases"]),
        ("pages.removed", []),
        ("pages.privacy", ["/en/privacy"]),
    ],
)
def test_an_entry_counts_for_the_pages_that_show_it_and_not_for_those_that_name_it(
    visit: Visit, subject: str, pages: list[str]
) -> None:
    page = visit(published(1, changed(subject))).open(CHANGES["en"])
    assert [link["href"] for link in page.select("main ol a")] == histories(pages)


def test_a_removed_entry_of_any_section_counts_for_one_page(visit: Visit) -> None:
    removed = [
        published(number, changed(section if kind.is_single else f"{section}.removed"))
        for number, (section, kind) in enumerate(SECTIONS.items())
        if section != "pages"
    ]
    found = visit(*removed).open(CHANGES["en"]).select("main ol > li")
    assert [len(item.select("a")) for item in found] == [1] * len(removed)


def test_a_publication_can_change_every_page(visit: Visit) -> None:
    everything = [fact(f"pages.{key}") for key in PAGES] + [fact(f"phases.{n}") for n in (1, 2, 3)]
    page = visit(published(1, *everything)).open(CHANGES["nb"])
    shown = [link["href"] for link in page.select("main ol a")]
    assert shown == histories(address for address in EVERY_PAGE if language_of(address) == "nb")


def test_both_languages_list_the_same_latest_publications(visit: Visit) -> None:
    publications = [published(number, changed("board")) for number in range(LATEST + 3, 0, -1)]
    visitor = visit(*publications)
    found = [
        [item["id"] for item in visitor.open(address).select("main ol > li")]
        for address in CHANGES.values()
    ]
    assert found == [[f"publication-{one.number}" for one in publications[:LATEST]]] * 2
