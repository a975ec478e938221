"""Dates are as precise as they are known."""

from datetime import date

import pytest

from battkomp.content.model import PartialDate, Text


@pytest.mark.parametrize(
    ("text", "first", "last", "machine"),
    [
        ("2021-10-27", date(2021, 10, 27), date(2021, 10, 27), "2021-10-27"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("2021-spring", date(2021, 3, 1), date(2021, 5, 31), "2021"),
        ("2022-autumn", date(2022, 9, 1), date(2022, 11, 30), "2022"),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023"),
    ],
)
def test_a_date_reaches_from_its_first_day_to_its_last(
    text: str, first: date, last: date, machine: str
) -> None:
    when = PartialDate.of(text)
    assert (when.first, when.last, when.machine, str(when)) == (first, last, machine, text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "21", "2021-13", "2021-00", "2021-10-00", "2021-11-31", "2021-1", "2021-winter"),
        *("2021-10-27 ", "27.10.2021"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.of(text)


def test_dates_are_in_the_order_of_the_first_day_that_they_may_mean() -> None:
    ordered = ["2021-spring", "2022-autumn", "2022-10", "2022-10-05", "2022-11", "2023"]
    ordered += ["2023-01", "2023-01-01", "2023-01-18"]
    assert [str(when) for when in sorted(map(PartialDate.of, reversed(ordered)))] == ordered


def test_a_paragraph_whose_lines_all_begin_with_a_hyphen_is_a_list() -> None:
    text = Text("Two things:\n\n- one\n  - two-fold\n\n- no\nlist", "en")
    items = [[one.value for one in part.list_items] for part in text.paragraphs]
    assert items == [[], ["one", "two-fold"], []]
