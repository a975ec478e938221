"""Texts that are missing or outdated in a language: never silently in the wrong one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.datasets import as_json
from tests.support.sites import change, edited_seed, load, settings_in, site, without
from tests.support.visitor import Visitor, one, words

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

PHASE = "/en/phases/3-rekruttering-og-samfunn"
SOURCE = "/nb/faser/3-rekruttering-og-samfunn"


def visitor_of(folder: Path, **edits: Callable[[str], str]) -> Visitor:
    """Return a visitor of a site with edited content."""
    return Visitor(site(settings_in(folder), edited_seed(folder, **edits)))


@pytest.fixture
def half_translated(tmp_path: Path) -> Visitor:
    """A visitor of a site where part 3 exists in Norwegian only."""

    def edit(text: str) -> str:
        start = text.index("[phases.3]")
        part = text[start:]
        body = part[part.index("body.en") :]
        part = without("slug.en")(without("title.en")(without("summary.en")(part)))
        return text[:start] + part.replace(body, "")

    return visitor_of(tmp_path, phases=edit)


def test_a_missing_text_is_shown_in_its_own_language(half_translated: Visitor) -> None:
    page = half_translated.open(PHASE)
    assert one(page, "html")["lang"] == "en"
    main = one(page, "main")
    notice = "not been translated into English yet. They are shown in Norwegian."
    assert notice in words(main.select(":scope > *")[0])
    assert one(main, "h1 [lang=nb]").string == "Rekruttering og samfunn"
    assert len(main.select("p[lang=nb]")) == 2
    assert "The results were presented in 2023." in words(main)
    assert one(half_translated.open(SOURCE), ".language-switch a")["href"] == PHASE


def test_such_a_page_and_no_other_is_kept_from_search_engines(half_translated: Visitor) -> None:
    page = half_translated.open(PHASE)
    assert one(page, "meta[name=robots]")["content"] == "noindex"
    assert one(page, "link[rel=canonical]")["href"] == f"http://localhost{SOURCE}"
    assert not page.select("link[hreflang]")
    assert not half_translated.open(SOURCE).select("link[hreflang=en]")
    sitemap = half_translated.ask("/sitemap.xml").text
    assert SOURCE in sitemap
    assert PHASE not in sitemap
    other = half_translated.open("/en/")
    assert not other.select(".notice, meta[name=robots]")
    assert other.select("link[hreflang=nb]")


def test_its_data_is_marked_too(half_translated: Visitor) -> None:
    rows = as_json(half_translated, "en", "phases")["rows"]
    assert rows[2]["title"] == "Rekruttering og samfunn"
    assert [row.get("languages") for row in rows] == [None, None, {"title": "nb"}]
    data = "script[type='application/ld+json']"
    assert not half_translated.open(PHASE).select(data)
    assert half_translated.open(SOURCE).select(data)


def test_its_links_say_in_which_language_it_is(half_translated: Visitor) -> None:
    home = half_translated.open("/en/")
    entry = one(home, f'#menu a[href="{PHASE}"]')
    assert words(entry) == "Part 3: Rekruttering og samfunn (Norwegian) Completed"
    assert one(entry, "[lang=nb]").string == "Rekruttering og samfunn"
    in_list = one(home, f'.battery a[href="{PHASE}"]')
    assert words(in_list) == "Part 3: Rekruttering og samfunn (Norwegian)"


def test_a_changed_source_text_outdates_its_translation(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    edit = change("Del 3 samler anbefalinger", "Del 3 samler nye anbefalinger")
    load(settings, edited_seed(tmp_path, phases=edit))
    page = visitor.open("/en/phases/3-recruitment-and-society")
    notice = one(page, "main > .notice")
    assert "The Norwegian text has been updated" in words(notice)
    assert one(notice, "a")["href"] == SOURCE
    assert not page.select("meta[name=robots]")
    assert not visitor.open(SOURCE).select(".notice")


def test_the_summary_of_an_organisation_is_judged_where_it_is_shown(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    edits = {
        "has been updated": change('summary.nb = "', 'summary.nb = "Ny: '),
        "not been translated": without("summary.en"),
    }
    for said, edit in edits.items():
        load(settings, edited_seed(tmp_path / said, organisations=edit))
        assert said in words(one(visitor.open("/en/organisations"), "main > .notice"))
        for other in ("/en/timeline", "/en/board"):
            assert not visitor.open(other).select(".notice, meta[name=robots]")


def test_a_text_borrowed_from_another_record_says_its_language(tmp_path: Path) -> None:
    summary = without('summary.en = "What does education')
    visitor = visitor_of(tmp_path, contact=without("invitation.en"), phases=summary)
    page = visitor.open("/en/phases")
    invitation = one(page, ".menu-invitation")
    assert words(invitation) == "Lurer du på noe? Kontakt meg gjerne! (Norwegian)"
    assert one(invitation, "[lang=nb]")
    assert [words(text) for text in page.select(".battery p:has([lang=nb])")] == [
        "Hva dekker dagens utdanningstilbud, og hva mangler? (Norwegian)"
    ]


def test_a_page_is_judged_by_what_it_shows(tmp_path: Path) -> None:
    """Text for search engines alone makes no notice; they get another text then."""
    visitor = visitor_of(
        tmp_path,
        pages=without('description.en = "The eight'),
        phases=without('summary.en = "What does education'),
    )
    title = "Gaps and recommendations for education and skills"
    described = {"/en/board": "The project board", "/en/phases/2-gaps-and-recommendations": title}
    for address, about in described.items():
        page = visitor.open(address)
        assert not page.select(".notice, meta[name=robots]")
        assert one(page, "meta[name=description]")["content"] == about


def test_a_page_without_its_body_is_labelled_where_it_is_linked(tmp_path: Path) -> None:
    def edit(text: str) -> str:
        start = text.index('body.en = """\nIn this part')
        return text[:start] + text[text.index("[phases.2]") :]

    page = visitor_of(tmp_path, phases=edit).open("/en/")
    labelled = [words(link) for link in page.select("a") if "(Norwegian)" in words(link)]
    assert labelled == [
        "Part 1: Needs assessment (Norwegian) Completed",
        "Part 1: Needs assessment (Norwegian)",
    ]
