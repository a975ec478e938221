"""Data sets: page, table, CSV and JSON agree, in both languages."""

import pytest
from bs4 import Tag

from tests.support.datasets import KEYS, LANGUAGES, NAMES, address, as_csv, as_json, column
from tests.support.visitor import Visitor, one, path_of, words

each_language = pytest.mark.parametrize("language", LANGUAGES)
FIGURES = {"nb": "/nb/tall", "en": "/en/figures"}
OFFERING = ("findings", "timeline", "chain", "figures", "organisations", "glossary", "sources")

# The columns whose values are the same in all languages.
SAME = {
    *("key", "value", "number", "part", "as_of", "date", "published", "launched", "about"),
    *("handed_over", "unit", "qualifier", "group", "kind", "state", "status", "replaced_by"),
    *("chart", "sources", "since", "website", "source_url", "language", "first_year", "last_year"),
    *("category", "term_nb", "term_en"),
}


def files_of(element: Tag) -> list[str]:
    """Return the addresses of the downloads in an element."""
    return [str(link["href"]) for link in element.select(".dataset-downloads a")]


@each_language
def test_csv_and_json_have_the_same_columns_and_rows_that_are_on_the_site(
    visitor: Visitor, language: str
) -> None:
    for key in KEYS:
        about, (header, *rows) = as_json(visitor, language, key), as_csv(visitor, language, key)
        assert [row[0] for row in rows] == [row["key"] for row in about["rows"]]
        assert [row[-1] for row in rows] == [row["page"] for row in about["rows"]]
        assert len(rows) == len({row[0] for row in rows}) > 2
        assert header[1:-1] == [one["label"] for one in about["columns"]]
        assert {len(row) for row in rows} == {len(header)}
        named = [one["key"] for one in about["columns"]]
        assert all(list(row) == ["key", *named, "page"] for row in about["rows"])
        for row in about["rows"]:
            url, _, anchor = row["page"].partition("#")
            page = visitor.open(path_of(url))
            assert not anchor or one(page, f"[id='{anchor}']")


def test_both_languages_have_the_same_keys_numbers_and_dates(visitor: Visitor) -> None:
    for key in KEYS:
        own, other = (as_json(visitor, language, key) for language in LANGUAGES)
        assert [one["key"] for one in own["columns"]] == [one["key"] for one in other["columns"]]
        assert own["as_of"] == other["as_of"]
        shared = [
            [{name: row[name] for name in row.keys() & SAME} for row in one["rows"]]
            for one in (own, other)
        ]
        assert shared[0] == shared[1]


@each_language
def test_a_json_file_has_its_licence_page_columns_and_sources(
    visitor: Visitor, language: str
) -> None:
    for key in KEYS:
        about = as_json(visitor, language, key)
        assert about["language"] == language
        assert about["licence"]["identifier"] == "CC-BY-4.0"
        assert about["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
        assert about["page"] in about["licence"]["attribution"]
        assert all(one["meaning"] and one["label"] for one in about["columns"])
        cited = {source for row in about["rows"] for source in row.get("sources", ())}
        assert {source["key"] for source in about["sources"]} == cited
        assert all(one["url"].startswith("https://") for one in about["sources"])
        assert all(one["publisher"] and one["title"] for one in about["sources"])
        assert cited or key in ("board", "sources")
        if key in ("findings", "timeline", "chain", "figures"):
            addresses = {source["key"]: source["url"] for source in about["sources"]}
            cells = column(visitor, language, key, "sources")
            for row, cell in zip(about["rows"], cells, strict=True):
                assert row["sources"]
                assert cell.split(" | ") == [addresses[source] for source in row["sources"]]


@each_language
def test_numbers_have_the_mark_of_the_language_in_csv_only(visitor: Visitor, language: str) -> None:
    decimal = {"nb": ",", "en": "."}[language]
    values = {row["key"]: row["value"] for row in as_json(visitor, language, "figures")["rows"]}
    assert values["companies-surveyed"] == 67
    assert values["vocational-college-grant"] == 5.6
    assert all(type(value) in (int, float) for value in values.values())
    cells = column(visitor, language, "figures", "value")
    assert [float(cell.replace(decimal, ".")) for cell in cells] == [*values.values()]
    assert f"5{decimal}6" in cells
    assert "30000" in cells, "no separator of thousands"


@each_language
def test_the_table_of_figures_agrees_with_the_csv_file(visitor: Visitor, language: str) -> None:
    table = one(visitor.open(FIGURES[language]), ".data-section table")
    shown = [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    labels = column(visitor, language, "figures", "label")
    owners = column(visitor, language, "figures", "owner")
    times = column(visitor, language, "figures", "as_of_in_words")
    assert [(row[0], row[2], row[3]) for row in shown] == [*zip(labels, owners, times, strict=True)]
    assert len(table.select("thead th[scope=col]")) == 4
    assert all(row.select("th[scope=row]") for row in table.select("tbody tr"))
    assert words(one(table, "caption"))


@each_language
def test_a_figure_is_shown_with_its_owner_and_its_sentence(visitor: Visitor, language: str) -> None:
    rows = as_json(visitor, language, "figures")["rows"]
    page = visitor.open(FIGURES[language])
    own = {element["id"] for element in page.select("[aria-labelledby=own] li[id]")}
    others = {element["id"] for element in page.select("[aria-labelledby=others] li[id]")}
    assert own == {row["key"] for row in rows if row["owner"] == "BattKOMP"}
    assert others == {row["key"] for row in rows if row["owner"] != "BattKOMP"}
    for row in rows:
        element = one(page, f"[id='{row['key']}']")
        around = element.find_parent("figure") or element
        assert row["key"] in own or row["owner"] in words(around)
        assert " ".join(row["sentence"].split()) in words(element)
        assert "{" not in row["sentence"]


def test_the_customers_text_is_not_open_data(visitor: Visitor) -> None:
    planned = words(visitor.open("/nb/faser/1-behovskartlegging").select(".prose p")[0])
    assert planned
    assert planned not in str(as_json(visitor, "nb", "phases"))


@each_language
def test_the_page_about_open_data_describes_every_data_set(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/{language}/data")
    assert [item["id"] for item in page.select(".dataset-list > li")] == list(KEYS)
    for key in KEYS:
        item, about = one(page, f".dataset-list > #{key}"), as_json(visitor, language, key)
        assert words(one(item, "h3")) == about["title"]
        assert about["about"] in words(item)
        assert files_of(item) == [address(language, key, ending) for ending in ("csv", "json")]
        described = [
            (words(one(row, "code")), words(one(row, "dd"))) for row in item.select("dl > div")
        ]
        assert described == [(one["key"], one["meaning"]) for one in about["columns"]]
        assert one(item, "time")["datetime"] == about["changed_on"]
    assert page.select_one('a[href="https://creativecommons.org/licenses/by/4.0/"][rel=external]')


@each_language
def test_a_page_offers_its_data_and_a_table_of_what_is_drawn(
    visitor: Visitor, language: str
) -> None:
    for key in OFFERING:
        section = one(visitor.open(f"/{language}/{NAMES[key][language]}"), "section.data-section")
        assert files_of(section) == [address(language, key, ending) for ending in ("csv", "json")]
        links = section.select(".dataset-downloads a")
        assert [link["type"] for link in links] == ["text/csv", "application/json"]
        for link, kind in zip(links, ["CSV", "JSON"], strict=True):
            assert link["hreflang"] == language
            assert link["data-hx-boost"] == "false", "a file has no fragment"
            assert kind in words(link)
        is_drawn = key in ("timeline", "chain", "figures")
        expected = len(as_json(visitor, language, key)["rows"]) if is_drawn else 0
        assert len(section.select("tbody tr")) == expected
