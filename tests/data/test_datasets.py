"""Data sets: the page, the table, the drawing, CSV and JSON say the same, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.datasets import KEYS, LANGUAGES, as_csv, as_json, column
from tests.support.sites import edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, path_of, words

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_dataset = pytest.mark.parametrize("key", KEYS)
FIGURES = {"nb": "/nb/tall", "en": "/en/figures"}
COUNTS = {"phases": 3, "chain": 6, "figures": 16, "board": 8}


@each_language
@each_dataset
def test_csv_and_json_have_the_same_rows(visitor: Visitor, language: str, key: str) -> None:
    about, (_header, *rows) = as_json(visitor, language, key), as_csv(visitor, language, key)
    assert [row[0] for row in rows] == [row["key"] for row in about["rows"]]
    assert [row[-1] for row in rows] == [row["page"] for row in about["rows"]]
    assert len(rows) == len({row[0] for row in rows}) > 2
    assert len(rows) == COUNTS.get(key, len(rows))


@each_language
@each_dataset
def test_csv_and_json_have_the_same_columns(visitor: Visitor, language: str, key: str) -> None:
    about, (header, *rows) = as_json(visitor, language, key), as_csv(visitor, language, key)
    assert header[1:-1] == [one["label"] for one in about["columns"]]
    assert all(len(row) == len(header) for row in rows)
    named = [one["key"] for one in about["columns"]]
    for row in about["rows"]:
        assert list(row) == ["key", *named, "page"]


@each_dataset
def test_both_languages_have_the_same_keys_numbers_and_dates(visitor: Visitor, key: str) -> None:
    norwegian, english = (as_json(visitor, language, key) for language in LANGUAGES)
    assert [one["key"] for one in norwegian["columns"]] == [
        one["key"] for one in english["columns"]
    ]
    assert norwegian["as_of"] == english["as_of"]
    same = {
        *("key", "value", "number", "part", "as_of", "date", "published", "launched", "about"),
        *("handed_over", "unit", "qualifier", "group", "kind", "state", "status", "replaced_by"),
        *("chart", "sources", "since", "website", "source_url", "language", "name_of_person"),
        *("first_year", "last_year", "category", "term_nb", "term_en"),
    }
    for own, other in zip(norwegian["rows"], english["rows"], strict=True):
        assert {k: v for k, v in own.items() if k in same} == {
            k: v for k, v in other.items() if k in same
        }


@each_language
@each_dataset
def test_a_json_file_names_its_licence_its_page_and_its_sources(
    visitor: Visitor, language: str, key: str
) -> None:
    about = as_json(visitor, language, key)
    assert about["language"] == language
    assert about["licence"]["identifier"] == "CC-BY-4.0"
    assert about["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["page"] in about["licence"]["attribution"]
    assert about["changed_on"] == "2026-11-23"
    assert all(one["meaning"] and one["label"] for one in about["columns"])
    cited = {source for row in about["rows"] for source in row.get("sources", ())}
    assert {source["key"] for source in about["sources"]} == cited
    for source in about["sources"]:
        assert source["url"].startswith("https://")
        assert source["publisher"]
        assert source["title"]
    assert cited or key in ("board", "sources")


@pytest.mark.parametrize("key", ["findings", "timeline", "chain", "figures"])
def test_every_entry_of_the_knowledge_base_has_a_source_in_each_file(
    visitor: Visitor, key: str
) -> None:
    about = as_json(visitor, "nb", key)
    addresses = {source["key"]: source["url"] for source in about["sources"]}
    for row, cell in zip(about["rows"], column(visitor, "nb", key, "sources"), strict=True):
        assert row["sources"]
        assert cell.split(" | ") == [addresses[source] for source in row["sources"]]


@each_language
@each_dataset
def test_a_row_names_where_it_stands_on_the_site(visitor: Visitor, language: str, key: str) -> None:
    for row in as_json(visitor, language, key)["rows"]:
        url, _, anchor = row["page"].partition("#")
        page = visitor.open(path_of(url))
        assert not anchor or one(page, f"[id='{anchor}']")


@each_language
def test_a_number_in_a_json_file_is_a_number(visitor: Visitor, language: str) -> None:
    values = {row["key"]: row["value"] for row in as_json(visitor, language, "figures")["rows"]}
    assert values["companies-surveyed"] == 67
    assert values["vocational-college-grant"] == 5.6
    assert all(type(value) in (int, float) for value in values.values())


@each_language
def test_a_number_in_a_csv_file_is_the_same_with_the_languages_mark(
    visitor: Visitor, language: str
) -> None:
    decimal = {"nb": ",", "en": "."}[language]
    values = [row["value"] for row in as_json(visitor, language, "figures")["rows"]]
    cells = column(visitor, language, "figures", "value")
    assert [float(cell.replace(decimal, ".")) for cell in cells] == values
    assert f"5{decimal}6" in cells
    assert "30000" in cells, "no mark between thousands"


@each_language
def test_the_table_of_all_figures_is_the_csv_file(visitor: Visitor, language: str) -> None:
    table = one(visitor.open(FIGURES[language]), ".as-data table")
    shown = [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    labels = column(visitor, language, "figures", "label")
    owners = column(visitor, language, "figures", "owner")
    times = column(visitor, language, "figures", "as_of_in_words")
    assert [[row[0], row[2], row[3]] for row in shown] == [
        list(row) for row in zip(labels, owners, times, strict=True)
    ]
    header = [words(cell) for cell in table.select("thead th[scope=col]")]
    assert len(header) == 4
    assert all(row.select("th[scope=row]") for row in table.select("tbody tr"))
    assert words(one(table, "caption"))


@each_language
def test_whose_a_figure_is_stands_wherever_the_figure_does(visitor: Visitor, language: str) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    page = visitor.open(FIGURES[language])
    own = {element["id"] for element in page.select("[aria-labelledby=own] li[id]")}
    others = {element["id"] for element in page.select("[aria-labelledby=others] li[id]")}
    assert own == {row["key"] for row in rows if row["owner"] == "BattKOMP"}
    assert others == {row["key"] for row in rows if row["owner"] != "BattKOMP"}
    assert len(own) == 5
    for row in rows:
        element = one(page, f"[id='{row['key']}']")
        around = element.find_parent("figure") or element
        if row["key"] in others:
            assert row["owner"] in words(around)
        assert row["owner"]


@each_language
def test_a_figure_is_said_in_its_sentence(visitor: Visitor, language: str) -> None:
    page = visitor.open(FIGURES[language])
    for row in as_json(visitor, language, "figures")["rows"]:
        said = " ".join(row["sentence"].split())
        assert said in words(one(page, f"[id='{row['key']}']"))
        assert "{" not in said


def test_what_is_not_translated_is_named_as_such(tmp_path: Path) -> None:
    def without_english(text: str) -> str:
        lines = text.splitlines(keepends=True)
        wanted = 'label.en = "companies in the survey"'
        return "".join(line for line in lines if not line.startswith(wanted))

    seed = edited_seed(tmp_path, figures=without_english)
    visitor = Visitor(site(settings_in(tmp_path), seed))
    row = as_json(visitor, "en", "figures")["rows"][0]
    assert row["label"] == "bedrifter i spørreundersøkelsen"
    assert row["languages"] == {"label": "nb"}
    assert "languages" not in as_json(visitor, "nb", "figures")["rows"][0]


def test_the_customers_text_is_not_given_away(visitor: Visitor) -> None:
    about = as_json(visitor, "nb", "phases")
    page = visitor.open("/nb/faser/1-behovskartlegging")
    planned = words(page.select(".prose p")[0])
    assert planned
    assert planned not in str(about)
