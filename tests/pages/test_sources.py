"""The page of sources."""

from __future__ import annotations

import pytest

from battkomp.content.model import PartialDate
from battkomp.languages import LANGUAGES
from battkomp.web.formats import sort_key
from tests.support.entries import seed
from tests.support.visitor import Visitor, one, words

SOURCES = seed("sources")
PAGES = {"nb": "/nb/kilder", "en": "/en/sources"}
NAMES = {
    "nb": {"nb": "norsk bokmål", "nn": "norsk nynorsk", "en": "engelsk", "de": "tysk"},
    "en": {"nb": "Norwegian Bokmål", "nn": "Norwegian Nynorsk", "en": "English", "de": "German"},
}
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_every_source_is_linked_with_its_date_and_language(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    assert len(page.select(".sources li")) == len(SOURCES)
    for key, source in SOURCES.items():
        item = one(page, f".sources li#{key}")
        link = one(item, "a")
        assert (link["href"], link["hreflang"]) == (source["url"], source["language"])
        assert words(link).startswith(source["title"][language])
        dates = [tag["datetime"] for tag in item.select("time")]
        published = source.get("published")
        assert dates == ([PartialDate.of(published).machine] if published else [])
        assert NAMES[language][source["language"]] in words(one(item, "small"))
        group = item.find_parent("div")
        assert group is not None
        assert words(one(group, "dt")) == source["publisher"]


def test_publishers_are_listed_once_in_alphabetical_order(visitor: Visitor) -> None:
    for language in LANGUAGES:
        page = visitor.open(PAGES[language.tag])
        names = [words(name) for name in page.select(".sources dt")]
        assert names == sorted(set(names), key=sort_key(language))
