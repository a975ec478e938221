"""Dates, numbers, plurals and alphabetical order in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from flask_babel import ngettext

from battkomp.languages import LANGUAGES
from battkomp.web import formats

NAMES = ["Zahl", "Aasen", "Østby", "Ærlig", "Andersen", "Ås"]
MEMBER = "The list shows the one member of the board as it was in %(years)s."
MEMBERS = "The list shows the %(count)s members of the board as it was in %(years)s."


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    """Be in a request in a language."""
    with app.test_request_context(f"/{language}/"):
        yield


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "27. oktober 2021"), ("en", "27 October 2021")]
)
def test_a_day_is_written_out(app: Flask, language: str, words: str) -> None:
    with speaking(app, language):
        said = formats.long_date(date(2021, 10, 27))
    assert said == f'<time datetime="2021-10-27">{words}</time>'


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [("nb", "1\u00a0234,5", "12\u00a0%"), ("en", "1,234.5", "12%")],
)
def test_numbers_have_the_languages_signs(
    app: Flask, language: str, number: str, percent: str
) -> None:
    with speaking(app, language):
        assert formats.number(1234.5) == number
        assert formats.percent(12) == percent


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["de 0 medlemmene", "det ene medlemmet", "de 2 medlemmene"]),
        ("en", ["the 0 members", "the one member", "the 2 members"]),
    ],
)
def test_counts_have_their_plural(app: Flask, language: str, said: list[str]) -> None:
    with speaking(app, language):
        for count, expected in enumerate(said):
            assert expected in ngettext(MEMBER, MEMBERS, count, count=count, years="2021")


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("nb", ["Andersen", "Zahl", "Ærlig", "Østby", "Ås", "Aasen"]),
        ("en", ["Aasen", "Ærlig", "Andersen", "Ås", "Østby", "Zahl"]),
    ],
)
def test_names_are_in_the_languages_order(language: str, order: list[str]) -> None:
    (own,) = [one for one in LANGUAGES if one.tag == language]
    assert sorted(NAMES, key=formats.sort_key(own)) == order


def test_a_period_is_as_long_as_it_is() -> None:
    assert formats.years((2021, 2022)) == "2021–2022"
    assert formats.years((2021, 2021)) == "2021"
