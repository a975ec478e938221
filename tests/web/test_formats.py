"""Dates, numbers, plurals and alphabetical order in both languages."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import ngettext

from battkomp.languages import LANGUAGES
from battkomp.web import formats

DAY, DAYS = (f"The log is deleted after %(count)s {one}." for one in ("day", "days"))


@pytest.mark.parametrize(
    ("language", "day", "number", "percent", "counts"),
    [
        ("nb", "27. oktober 2021", "1\u00a0234,5", "12\u00a0%", ["0 dager.", "1 dag.", "2 dager."]),
        ("en", "27 October 2021", "1,234.5", "12%", ["0 days.", "1 day.", "2 days."]),
    ],
)
def test_dates_numbers_and_plurals_are_those_of_the_language(
    app: Flask, language: str, day: str, number: str, percent: str, counts: list[str]
) -> None:
    with app.test_request_context(f"/{language}/"):
        written = formats.long_date(date(2021, 10, 27))
        assert written == f'<time datetime="2021-10-27">{day}</time>'
        assert formats.number(1234.5) == number
        assert formats.percent(12) == percent
        for count, expected in enumerate(counts):
            assert ngettext(DAY, DAYS, count, count=count).endswith(expected)


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("nb", ["Andersen", "Zahl", "Ærlig", "Østby", "Ås", "Aasen"]),
        ("en", ["Aasen", "Ærlig", "Andersen", "Ås", "Østby", "Zahl"]),
    ],
)
def test_names_are_in_the_languages_order(language: str, order: list[str]) -> None:
    (own,) = [one for one in LANGUAGES if one.tag == language]
    names = ["Zahl", "Aasen", "Østby", "Ærlig", "Andersen", "Ås"]
    assert sorted(names, key=formats.sort_key(own)) == order


@pytest.mark.parametrize(
    ("language", "counts", "names"),
    [
        ("nb", ["0", "ett", "åtte", "13"], ["LO", "LO og NHO", "LO, NHO og NTNU"]),
        ("en", ["0", "one", "eight", "13"], ["LO", "LO and NHO", "LO, NHO and NTNU"]),
    ],
)
def test_small_numbers_are_words_and_names_are_listed(
    app: Flask, language: str, counts: list[str], names: list[str]
) -> None:
    with app.test_request_context(f"/{language}/"):
        assert [formats.number_word(value) for value in (0, 1, 8, 13)] == counts
        bodies = ["LO", "NHO", "NTNU"]
        assert [formats.name_list(bodies[:count]) for count in (1, 2, 3)] == names


def test_a_period_is_as_long_as_it_is() -> None:
    assert formats.years((2021, 2022)) == "2021–2022"
    assert formats.years((2021, 2021)) == "2021"
