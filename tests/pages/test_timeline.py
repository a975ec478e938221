"""The timeline, and the drawing of how long each part took."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from battkomp.content.model import MilestoneKind, PartialDate, Text
from battkomp.content.views import Milestone, Phase
from battkomp.pages.timeline import axis
from tests.support.entries import plain, seed
from tests.support.visitor import Visitor, one, words

MILESTONES = seed("milestones")
PAGES = {"nb": "/nb/tidslinje", "en": "/en/timeline"}
KINDS = {
    "nb": {"project": "BattKOMP", "context": "Rundt prosjektet", "since": "Siden"},
    "en": {"project": "BattKOMP", "context": "Around the project", "since": "Since then"},
}
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_every_milestone_has_its_date_kind_and_sources(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, milestone in MILESTONES.items():
        item = one(page, f".timeline > li#{key}")
        assert words(one(item, "h3")) == plain(milestone["title"][language])
        assert (
            one(item, ".timeline-date time")["datetime"] == PartialDate.of(milestone["on"]).machine
        )
        assert words(one(item, ".timeline-date span")).startswith(
            KINDS[language][milestone["kind"]]
        )
        cited = [str(link["href"]) for link in item.select(".source-citations a")]
        assert cited == [f"#source-{source}" for source in milestone["sources"]]
        for anchor in cited:
            assert one(page, f"{anchor} a[rel=external]")


@both
def test_later_milestones_are_in_a_section_of_their_own(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    items = page.select("section[aria-labelledby=since] .timeline > li")
    since = {str(item["id"]) for item in items}
    assert since == {key for key, entry in MILESTONES.items() if entry["kind"] == "since"}


@both
def test_milestones_are_in_chronological_order(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for section in ("then", "since"):
        items = page.select(f"section[aria-labelledby={section}] .timeline > li")
        dates = [PartialDate.of(MILESTONES[str(item["id"])]["on"]) for item in items]
        assert dates == sorted(dates)
        assert len(dates) > 5


@both
def test_a_date_known_to_the_year_shows_no_day(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    assert words(one(page, "#part-3-handover .timeline-date time")) == "2023"
    spans = page.select(".timeline-parts li")
    assert [tag["datetime"] for tag in spans[2].select("time")][-1] == "2023"


@both
def test_the_drawing_is_described_in_words(visitor: Visitor, language: str) -> None:
    rows = one(visitor.open(PAGES[language]), ".timeline-parts > ol").select("li")
    told = [words(one(row, "p > span")).replace("\xa0", " ") for row in rows]
    assert (
        told
        == {
            "nb": [
                "fram til 27. oktober 2021",
                "16. november 2021 – 31. januar 2022",
                "høsten 2022 – 2023",
            ],
            "en": [
                "until 27 October 2021",
                "16 November 2021 – 31 January 2022",
                "autumn 2022 – 2023",
            ],
        }[language]
    )


def phase(number: int) -> Phase:
    """Return a part with a number."""
    text = Text("x", "nb")
    return Phase(key=str(number), slug={}, title=text, summary=text, body=text)


def milestone(on: str, part: int | None) -> Milestone:
    """Return a step of the project."""
    return Milestone(
        key=on,
        on=PartialDate.of(on),
        kind=MilestoneKind.PROJECT,
        part=part,
        title=Text("x", "nb"),
        sources=(),
    )


def test_imprecise_dates_are_drawn_as_open_intervals() -> None:
    drawn = axis(
        [phase(1), phase(2)],
        [
            milestone("2021-spring", None),
            milestone("2021-10-27", 1),
            milestone("2021-11-16", 2),
            milestone("2022", 2),
        ],
    )
    assert drawn is not None
    assert (drawn.years, drawn.starts, drawn.days) == ((2021, 2022), (0, 365), 730)
    first, second = drawn.spans

    def day(*on: int) -> int:
        return (date(*on) - date(2021, 1, 1)).days

    assert first.begin is None
    assert first.open == ((day(2021, 3, 1), day(2021, 10, 27)),)
    assert (first.sure, first.unsure) == (day(2021, 10, 27), day(2021, 10, 28))
    assert (second.sure, second.unsure) == (day(2021, 11, 16), day(2022, 1, 1))
    assert second.open == ((365, 730),)


def test_parts_without_milestones_are_not_drawn() -> None:
    assert axis([phase(1)], [milestone("2021", None)]) is None


def test_the_list_can_be_read_without_style(visitor: Visitor) -> None:
    text = BeautifulSoup(str(visitor.open("/en/timeline")), "html.parser").get_text(" ")
    place = text.index("Work on part 2 begins with a workshop")
    assert "16 November 2021" in text[place - 80 : place]
    assert "BattKOMP, part 2" in text[place - 80 : place]
