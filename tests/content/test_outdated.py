"""The notice on a page that is older than its source: both dates, and the changes since."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import Tag

from battkomp import create_app
from battkomp.settings import Settings
from tests.support.commands import output_of
from tests.support.contents import stored
from tests.support.sites import change, edited_seed, load
from tests.support.visitor import Visitor, one, words

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

LATER = date(2026, 12, 24)
PAGE = "/en/phases/3-recruitment-and-society"
EDIT = change("Del 3 samler anbefalinger", "Del 3 samler nye råd")


@pytest.fixture
def live(settings: Settings) -> Settings:
    """Settings of a site with the seed, at Christmas."""
    load(settings)
    return replace(settings, today=lambda: LATER)


def notice_on(live: Settings, address: str) -> Tag:
    """Return the notice on a page."""
    return one(Visitor(create_app(live)).open(address), "main > .notice")


def dates_in(element: Tag) -> list[str]:
    """Return the dates in a part of a page."""
    return [str(found["datetime"]) for found in element.select("time")]


def test_the_notice_has_both_dates_and_the_words_that_have_changed(
    live: Settings, tmp_path: Path
) -> None:
    load(live, edited_seed(tmp_path, phases=EDIT))
    notice = notice_on(live, PAGE)
    translated = stored(live).history.texts["phases.3.body"]["en"].changed_on
    assert dates_in(notice) == [translated.isoformat(), LATER.isoformat()]
    assert "Translated" in words(notice)
    assert words(one(notice, "summary")) == "Changes in the Norwegian text"
    changed = one(notice, "details li")
    assert words(one(changed, "b")) == "Recruitment and society"
    difference = one(changed, ".difference[lang=nb]")
    assert words(one(difference, "del")) == "[removed: anbefalinger]"
    assert words(one(difference, "ins")) == "[added: nye råd]"
    for spoken in difference.select("del span, ins span"):
        assert spoken["class"] == ["visually-hidden"]
        assert spoken["lang"] == "en"
    assert words(difference).startswith("Del 3 samler [removed: anbefalinger][added: nye råd] for")
    assert words(difference).endswith(" …")


def test_the_fragment_of_the_page_has_the_same_notice(live: Settings, tmp_path: Path) -> None:
    load(live, edited_seed(tmp_path, phases=EDIT))
    fragment = Visitor(create_app(live)).open_fragment(PAGE)
    assert str(one(fragment, "main > .notice")) == str(notice_on(live, PAGE))


def test_the_changed_texts_are_in_the_order_of_the_page(live: Settings, tmp_path: Path) -> None:
    load(live, edited_seed(tmp_path / "1", phases=change("Del 3 samler", "Del 3 samlet")))
    load(
        replace(live, today=lambda: date(2026, 12, 25)),
        edited_seed(
            tmp_path / "2",
            phases=lambda text: change('title.nb = "Rekruttering', 'title.nb = "Ny rekruttering')(
                text.replace("Del 3 samler", "Del 3 samlet")
            ),
        ),
    )
    notice = notice_on(live, PAGE)
    assert dates_in(notice)[1] == "2026-12-25"
    assert [len(item.select("b")) for item in notice.select("details li")] == [0, 1]


def test_names_and_numbers_are_filled_in(live: Settings, tmp_path: Path) -> None:
    board = change("og {battery-norway}", "samt {battery-norway}")
    figures = re.compile(r"^(sentence\.nb = .*)(\{value\})", re.MULTILINE)
    content = edited_seed(
        tmp_path, board=board, figures=lambda text: figures.sub(r"\1hele \2", text)
    )
    load(live, content)
    assert "[added: samt] Battery Norway" in words(notice_on(live, "/en/board"))
    assert "hele ]…" in words(notice_on(live, "/en/figures"))


def test_without_the_text_before_the_notice_has_the_dates_alone(
    live: Settings, tmp_path: Path
) -> None:
    made_from = stored(live).history.texts["phases.3.body"]["en"].made_from
    unknown = change(f'made_from = "{made_from}"', 'made_from = "0123456789abcdef"')
    load(live, edited_seed(tmp_path, phases=EDIT, history=unknown))
    notice = notice_on(live, PAGE)
    assert dates_in(notice)[1] == LATER.isoformat()
    assert not notice.select("details")


def test_a_page_may_be_untranslated_and_older_at_once(live: Settings, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        start = text.index("[phases.3]")
        return EDIT(text[:start] + re.sub(r"(?m)^title.en.*\n", "", text[start:]))

    load(live, edited_seed(tmp_path, phases=edit))
    notice = notice_on(live, PAGE)
    assert "not been translated into English yet" in words(notice)
    assert words(one(notice, "ins")) == "[added: nye råd]"


def test_a_confirmed_translation_has_no_notice(live: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path, phases=EDIT)
    load(live, content)
    visitor = Visitor(create_app(live))
    assert visitor.open(PAGE).select(".notice")
    output_of(live, "content", "confirm", content, "phases.3.body")
    output_of(live, "content", "load", content)
    assert not visitor.open(PAGE).select(".notice")


def test_a_load_of_the_same_words_makes_no_notice(live: Settings, tmp_path: Path) -> None:
    load(live, edited_seed(tmp_path, phases=change("Del 3 samler", "Del 3\n samler")))
    load(live)
    assert not Visitor(create_app(live)).open(PAGE).select(".notice")
