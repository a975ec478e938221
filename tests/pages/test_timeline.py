"""The drawing of the timeline: parts and events on an axis of time."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from battkomp.content.model import MilestoneKind, PartialDate, Text
from battkomp.content.views import Milestone, Phase
from battkomp.pages.time_axis import LENGTH, TimeAxis, draw
from tests.support.sites import seed
from tests.support.visitor import Visitor, one, words

PROJECT, CONTEXT, SINCE = MilestoneKind
TEXT = Text("x", "nb")
LABEL = Text("A label of some length", "en")


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
def test_the_parts_are_described_in_words(
    visitor: Visitor, address: str, expected: list[str]
) -> None:
    rows = one(visitor.open(address), ".timeline-spans").select("li")
    assert [words(one(row, "p")).replace("\xa0", " ") for row in rows] == expected


@pytest.mark.parametrize("address", ["/nb/tidslinje", "/en/timeline"])
def test_each_event_has_one_point_which_links_to_it_in_the_list(
    visitor: Visitor, address: str
) -> None:
    page = visitor.open(address)
    points = page.select(".time-axis g a")
    assert sorted(str(point["href"]) for point in points) == sorted(
        f"#{key}" for key in seed("milestones")
    )
    for point in points:
        assert words(one(point, "title")) in words(one(page, str(point["href"])))
        assert len(point.select("circle, rect")) == 1
    drawing = one(page, ".time-axis")
    assert drawing["aria-hidden"] == "true"
    assert {link["tabindex"] for link in drawing.select("a")} == {"-1"}


def phase(number: int) -> Phase:
    """Return a part with a number."""
    return Phase(key=str(number), slug={}, title=TEXT, summary=TEXT, body=TEXT)


def milestone(
    on: str,
    part: int | None = None,
    kind: MilestoneKind = PROJECT,
    label: Text | None = None,
    key: str = "",
) -> Milestone:
    """Return an event."""
    when = PartialDate.of(on)
    return Milestone(
        key=key or on, on=when, kind=kind, part=part, title=TEXT, label=label, sources=()
    )


def crowd(days: Iterable[str]) -> list[Milestone]:
    """Return an event of each kind for each date, every second of them with a label."""
    return [
        milestone(on, number % 3 + 1, kind, LABEL if number % 2 else None, f"{kind.value}-{number}")
        for number, on in enumerate(days)
        for kind in MilestoneKind
    ]


def daily(count: int, step: int) -> list[str]:
    """Return dates from 1 January 2019, some days apart."""
    return [str(date(2019, 1, 1) + timedelta(step * number)) for number in range(count)]


CONTENTS = {
    "one day": ["2024-02-29"] * 12,
    "one event": ["2020-06-01"],
    "edges": ["2019-01-01", "2019-12-31", "2019", "2019-01", "2019-12", "2019-autumn"],
    "two centuries": ["1900", "1900-01-01", "2000-summer", "2100-12-31", "2100"],
    "a year of weeks": daily(52, 7),
    "ten years": daily(120, 31),
    "all kinds of dates": ["2021", "2021", "2021-spring", "2021-03", "2021-03-15", "2022-autumn"]
    * 4,
}


def faults(drawing: TimeAxis) -> list[str]:
    """Return the faults of a drawing at its shortest: overlaps, and things outside of it."""
    boxes = {
        point.milestone.key: (
            point.start * LENGTH / 100 - (0 if point.width else 0.45),
            (point.start + point.width) * LENGTH / 100 + (0 if point.width else 0.45),
            point.y - 0.45,
            point.y + 0.45,
        )
        for lane in drawing.lanes
        for point in lane.points
    }
    boxes |= {
        f"part {span.phase.number}": (
            span.start * LENGTH / 100,
            max((span.start + span.width) * LENGTH / 100, span.start * LENGTH / 100 + 3.6),
            span.y - 0.45,
            span.y + 1.9,
        )
        for span in drawing.spans
    }
    for lane in drawing.lanes:
        for number, label in enumerate(lane.labels):
            width, x = len(label.text) * 0.6, label.x * LENGTH / 100
            left = x - width if label.is_left else x
            boxes[f"{lane.kind} {number}"] = (left, left + width, lane.line + 1, lane.line + 2.2)
    found = [
        f"{one} over {other}"
        for (one, a), (other, b) in combinations(boxes.items(), 2)
        if a[0] < b[1] - 0.01 and b[0] < a[1] - 0.01 and a[2] < b[3] and b[2] < a[3]
    ]
    return found + [
        f"{name} outside"
        for name, (left, right, top, bottom) in boxes.items()
        if left < 0 or right > LENGTH + 0.01 or top < 2 or bottom > drawing.height
    ]


@pytest.mark.parametrize("name", CONTENTS)
def test_nothing_overlaps_whatever_the_content(name: str) -> None:
    events = crowd(CONTENTS[name])
    drawing = draw([phase(1), phase(2), phase(3)], events)
    assert drawing is not None
    assert faults(drawing) == []
    drawn = [point.milestone.key for lane in drawing.lanes for point in lane.points]
    assert sorted(drawn) == sorted(one.key for one in events)
    places = [x * LENGTH / 100 for _year, x in drawing.years]
    assert all(right - left >= 3 for left, right in pairwise(places))


def test_an_imprecise_date_is_drawn_as_the_time_that_it_may_mean() -> None:
    drawing = draw([], [milestone("2021"), milestone("2022-spring"), milestone("2022-06")])
    assert drawing is not None
    year, season, month = drawing.lanes[0].points
    assert year.width == pytest.approx(4 * season.width, rel=0.05)
    assert year.start + year.width == pytest.approx(drawing.years[1][1], abs=0.2)
    assert month.width == 0


def test_the_beginning_of_a_part_is_open_if_only_its_end_is_known() -> None:
    dates = {"2021-spring": None, "2021-10-27": 1, "2021-11-16": 2, "2022-01-31": 2, "2022": 3}
    drawing = draw(map(phase, (1, 2, 3, 4)), [milestone(on, part) for on, part in dates.items()])
    assert drawing is not None
    first, second, third = drawing.spans
    assert (first.begin, second.begin, third.begin) == (None, PartialDate.of("2021-11-16"), None)
    assert [span.is_exact for span in drawing.spans] == [False, True, False]
    assert first.start == third.start == drawing.lanes[0].points[0].start
    assert first.start + first.width < second.start


def test_what_has_no_events_is_not_drawn() -> None:
    assert draw([phase(1)], []) is None
    drawing = draw([phase(1)], [milestone("2021", None, SINCE)])
    assert drawing is not None
    assert drawing.spans == ()
    assert [lane.kind for lane in drawing.lanes] == [SINCE]
