"""The values that are read from texts, in each language's way of writing them."""

from __future__ import annotations

from decimal import Decimal
from time import perf_counter

import pytest

from battkomp.content.agreement.values import values


def _stated(text: str, language: str, kind: str) -> list[str]:
    return [one.key for one in values(text, language) if one.kind == kind and one.is_sure]


@pytest.mark.parametrize(
    ("norwegian", "english", "numbers"),
    [
        ("30\u00a0000 arbeidsplasser", "30,000 jobs", ["30000"]),
        ("30 000 arbeidsplasser", "30 000 jobs", ["30000"]),
        ("30\u202f000 arbeidsplasser", "30\u2009000 jobs", ["30000"]),
        ("30.000 arbeidsplasser", "30000 jobs", ["30000"]),
        ("5,6 GWh", "5.6 GWh", ["5.6"]),
        ("5,60 GWh", "5.60 GWh", ["5.60"]),
        ("WCAG 2.2", "WCAG 2.2", ["2.2"]),
        ("1\u00a0234\u00a0567,8", "1,234,567.8", ["1234567.8"]),
        ("2,5 millioner", "2.5 million", ["2500000"]),
        ("2,5 mill. kr", "NOK 2.5 million", ["2500000"]),
        ("90 milliarder kroner", "NOK 90 billion", ["90000000000"]),
        ("90 mrd. kr", "NOK 90bn", ["90000000000"]),
        ("én billion kroner", "a trillion kroner", ["1000000000000"]),
        ("omsetning i milliarder kroner", "turnover in NOK billion", ["1000000000"]),
        ("fem hundre tusen", "five hundred thousand", ["500000"]),
        ("4 til 5 millioner", "4 to 5 million", ["4000000", "5000000"]),
        ("4–5 millioner", "between 4 million and 5 million", ["4000000", "5000000"]),
        ("ni av ti", "nine in ten", ["9", "10"]),
        ("Sju, syv og tjue", "Seven, seven and twenty", ["7", "7", "20"]),
        ("tjuefem og nittini", "twenty-five and ninety-nine", ["25", "99"]),
        ("det tredje, fjerde og tolvte", "the third, fourth and twelfth", ["3", "4", "12"]),
        ("to tredjedeler", "two thirds", ["2", "3"]),
        ("det 21. århundret", "the 21st century", ["21"]),
        ("en treårig plan", "a three-year plan", ["3"]),
        ("del 1 og 2", "parts 1 and 2", ["1", "2"]),
        ("kl. 10.30 eller 10:30", "at 10:30 or 10.30", ["10.30", "10.30"]),
        ("de andre, ett og en", "the second, one and a", []),
        ("den første dobles", "the first doubles", ["1", "2"]),
        ("fortsette fram", "to go on", []),
        ("CO₂, Vg3, EBA250 og 6G", "CO2, Vg3, EBA250 and 6G", []),
        ("{part-3} https://example.org/2", "{part-3} https://example.org/2", []),
    ],
)
def test_numbers_are_the_same_in_both_languages(
    norwegian: str, english: str, numbers: list[str]
) -> None:
    assert _stated(norwegian, "nb", "number") == numbers
    assert _stated(english, "en", "number") == numbers


@pytest.mark.parametrize(
    ("norwegian", "english", "dates"),
    [
        ("16. november 2021", "16 November 2021", ["16", "11", "2021"]),
        ("16.11.2021", "16 Nov 2021", ["16", "11", "2021"]),
        ("16. nov. 2021", "the 16th of November 2021", ["16", "11", "2021"]),
        ("2021-11-16", "16/11/2021", ["16", "11", "2021"]),
        ("i mai 2021", "in May 2021", ["5", "2021"]),
        ("mars", "March", ["3"]),
        ("du kan", "you may march", []),
        ("Jan Christian Vestre", "Jan Christian Vestre", []),
        ("våren 2021", "in spring 2021", ["spring", "2021"]),
        ("høsten i 2021", "the autumn of 2021", ["autumn", "2021"]),
        ("vinteren, 2021", "2021 winter", ["winter", "2021"]),
        ("vår egen plan", "a spring and a fall", []),
        ("2021–2023", "2021 to 2023", ["2021", "2023"]),
        ("2021–23", "2021/23", ["2021", "2023"]),
        ("på 2020-tallet", "in the 2020s", ["2020"]),
    ],
)
def test_parts_of_dates_are_the_same_in_both_languages(
    norwegian: str, english: str, dates: list[str]
) -> None:
    for text, language in ((norwegian, "nb"), (english, "en")):
        found = [one.key for one in values(text, language) if one.check == "dates"]
        assert sorted(found) == sorted(dates)


@pytest.mark.parametrize(
    ("norwegian", "english", "units"),
    [
        ("92 prosent", "92%", ["%"]),
        ("92 %", "92 per cent", ["%"]),
        ("opp 5 prosentpoeng", "up 5 percentage points", ["percentage points"]),
        ("81 millioner kroner", "NOK 81 million", ["NOK"]),
        ("58 milliarder svenske kroner", "SEK 58 billion", ["SEK"]),
        ("10 millioner euro", "€10 million", ["EUR"]),
        ("1 GWh", "1 gigawatt hour", ["GWh"]),
        ("100kWh", "100 kilowatt-hours", ["kWh"]),
        ("86 m²", "86 square metres", ["square metres"]),
        ("det er nok", "year after year", []),
    ],
)
def test_units_are_the_same_in_both_languages(
    norwegian: str, english: str, units: list[str]
) -> None:
    assert _stated(norwegian, "nb", "unit") == units
    assert _stated(english, "en", "unit") == units


def test_a_value_has_its_place() -> None:
    text = "The report says CO₂ fell, and 30\u00a0000 jobs came."
    (value,) = [one for one in values(text, "en") if one.number == Decimal(30000)]
    assert text[value.start : value.end] == "30\u00a0000"


def test_a_language_without_words_has_its_longer_numbers_in_plain_digits() -> None:
    found = values("6 von 30.000 Stellen, 5,6 Millionen, 2021", "xx")
    assert [one.key for one in found] == ["30000", "56", "2021"]


@pytest.mark.parametrize("text", ["{" * 50_000, "1,1" * 30_000, "1 00 " * 20_000, "x@" * 50_000])
def test_odd_long_texts_are_read_soon(text: str) -> None:
    start = perf_counter()
    values(text, "nb")
    assert perf_counter() - start < 5
