"""The drawing of how long each part took."""

from __future__ import annotations

from datetime import date

import pytest

from battkomp.content.model import MilestoneKind, PartialDate, Text
from battkomp.content.views import Milestone, Phase
from battkomp.pages.timeline import axis
from tests.support.visitor import Visitor, one, words


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "/nb/tidslinje",
            [
                "Frem til 27. oktober 2021",
                "16. november 2021 – 31. januar 2022",
                "Høsten 2022 – 2023",
            ],
        ),
        (
            "/en/timeline",
            ["Until 27 October 2021", "16 November 2021 – 31 January 2022", "Autumn 2022 – 2023"],
        ),
    ],
)
def test_the_drawing_is_described_in_words(
    visitor: Visitor, address: str, expected: list[str]
) -> None:
    rows = one(visitor.open(address), ".timeline-parts > ol").select("li")
    assert [words(one(row, "p > span")).replace("\xa0", " ") for row in rows] == expected


TEXT = Text("x", "nb")


def phase(number: int) -> Phase:
    """Return a part with a number."""
    return Phase(key=str(number), slug={}, title=TEXT, summary=TEXT, body=TEXT)


def milestone(on: str, part: int | None) -> Milestone:
    """Return a step of the project."""
    when, kind = PartialDate.of(on), MilestoneKind.PROJECT
    return Milestone(key=on, on=when, kind=kind, part=part, title=TEXT, sources=())


def test_imprecise_dates_are_drawn_as_open_intervals() -> None:
    dates = {"2021-spring": None, "2021-10-27": 1, "2021-11-16": 2, "2022": 2}
    drawn = axis([phase(1), phase(2)], [milestone(on, part) for on, part in dates.items()])
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
