"""The page of organisations."""

from __future__ import annotations

import re

import pytest

from battkomp.content.model import PartialDate
from tests.support.entries import plain, seed
from tests.support.visitor import Visitor, one, words

LISTED = {key: entry for key, entry in seed("organisations").items() if "group" in entry}
MILESTONES = seed("milestones")
PAGES = {"nb": "/nb/organisasjoner", "en": "/en/organisations"}
UNDATED = {
    "nb": r"Fra (en kilde|kilder) uten dato",
    "en": r"From (a source|sources) without a date",
}
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_every_organisation_is_in_its_group_with_its_facts(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, entry in LISTED.items():
        item = one(
            page, f"section[aria-labelledby=group-{entry['group']}] .organisation-list > li#{key}"
        )
        assert words(one(item, "h3")) == entry["name"][language]
        assert plain(entry["summary"][language]) in words(item)
        cited = [str(link["href"]) for link in item.select(".source-citations a")]
        assert cited == [f"#source-{source}" for source in entry["sources"]]
        sites = [str(link["href"]) for link in item.select("a[rel=external]")]
        assert sites == ([entry["website"]] if "website" in entry else [])
        as_of = [tag["datetime"] for tag in item.select("p.facts > span > time")]
        assert as_of == ([PartialDate.of(entry["as_of"]).machine] if "as_of" in entry else [])
        undated = re.search(UNDATED[language], words(item))
        assert (undated is None) == ("as_of" in entry)
        if undated:
            assert undated[1].endswith(("kilder", "sources")) == (len(entry["sources"]) > 1)


@both
def test_an_official_name_is_shown_if_it_differs(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, entry in LISTED.items():
        name = entry["name"][language]
        whole = entry["official"][language] if "official" in entry else name
        shown = [words(item) for item in page.select(f"#{key} .organisation-official")]
        assert (whole in shown) == (whole != name)


@both
def test_later_milestones_have_their_date_and_a_link(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key in LISTED:
        expected = [
            (PartialDate.of(entry["on"]).machine, milestone)
            for milestone, entry in MILESTONES.items()
            if entry["kind"] == "since" and key in entry.get("organisations", ())
        ]
        shown = [
            (one(item, "time")["datetime"], str(one(item, "a")["href"]).partition("#")[2])
            for item in page.select(f"#{key} .organisation-since li")
        ]
        assert sorted(shown) == sorted(expected)


def test_names_are_in_alphabetical_order(visitor: Visitor) -> None:
    companies = one(visitor.open("/nb/organisasjoner"), "section[aria-labelledby=group-company]")
    names = [words(name) for name in companies.select("h3")]
    assert names == sorted(names, key=str.casefold)


@both
def test_the_board_links_to_the_page(visitor: Visitor, language: str) -> None:
    board = visitor.open({"nb": "/nb/styret", "en": "/en/board"}[language])
    assert one(board, f"main a[href='{PAGES[language]}']")
