"""The page about open data, and the way to the data from the pages that show the same."""

from __future__ import annotations

import pytest

from tests.support.datasets import KEYS, LANGUAGES, NAMES, address, as_json
from tests.support.visitor import Visitor, one, words

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_every_dataset_is_described_with_its_columns_and_files(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(f"/{language}/data")
    assert [item["id"] for item in page.select(".datasets > li")] == list(KEYS)
    for key in KEYS:
        item, about = one(page, f".datasets > #{key}"), as_json(visitor, language, key)
        assert words(one(item, "h3")) == about["title"]
        assert about["about"] in words(item)
        assert [str(link["href"]) for link in item.select(".downloads a")] == [
            address(language, key, "csv"),
            address(language, key, "json"),
        ]
        described = [
            (words(one(row, "code")), words(one(row, "dd"))) for row in item.select("dl > div")
        ]
        assert described == [(one["key"], one["meaning"]) for one in about["columns"]]
        assert item.select_one("time[datetime='2026-11-23']")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["UTF-8", "semikolon", "desimalkomma", "desimalpunktum", "apostrof", "CC BY 4.0"]),
        ("en", ["UTF-8", "semicolon", "decimal comma", "decimal point", "apostrophe", "CC BY 4.0"]),
    ],
)
def test_the_page_says_how_the_files_are_made_and_may_be_used(
    visitor: Visitor, language: str, said: list[str]
) -> None:
    page = visitor.open(f"/{language}/data")
    text = words(one(page, "main"))
    assert [one for one in said if one not in text] == []
    assert page.select_one('a[href="https://creativecommons.org/licenses/by/4.0/"][rel=external]')


SHOWING = ("findings", "timeline", "chain", "figures", "organisations", "glossary", "sources")


@each_language
@pytest.mark.parametrize("key", SHOWING)
def test_a_page_leads_to_the_same_as_data(visitor: Visitor, language: str, key: str) -> None:
    section = one(visitor.open(f"/{language}/{NAMES[language][key]}"), "section.as-data")
    links = section.select(".downloads a")
    assert [str(link["href"]) for link in links] == [
        address(language, key, "csv"),
        address(language, key, "json"),
    ]
    assert [link["type"] for link in links] == ["text/csv", "application/json"]
    for link, kind in zip(links, ["CSV", "JSON"], strict=True):
        assert link["hreflang"] == language
        assert link["data-hx-boost"] == "false", "a file has no fragment"
        assert kind in words(link)


@each_language
@pytest.mark.parametrize("key", SHOWING)
def test_what_is_drawn_is_a_table_too_and_a_list_is_not_said_twice(
    visitor: Visitor, language: str, key: str
) -> None:
    page = visitor.open(f"/{language}/{NAMES[language][key]}")
    rows = page.select("section.as-data tbody tr")
    is_drawn = key in ("timeline", "chain", "figures")
    assert len(rows) == (len(as_json(visitor, language, key)["rows"]) if is_drawn else 0)
