"""The data sets, as those who take them along read them."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

from tests.support.visitor import Visitor

# By the language of the address: the folder, and the names of the files by the page's key.
NAMES = {
    "nb": {
        "phases": "faser",
        "findings": "funn",
        "timeline": "tidslinje",
        "chain": "verdikjeden",
        "figures": "tall",
        "organisations": "organisasjoner",
        "board": "styret",
        "glossary": "ordliste",
        "sources": "kilder",
    },
    "en": {
        "phases": "phases",
        "findings": "findings",
        "timeline": "timeline",
        "chain": "value-chain",
        "figures": "figures",
        "organisations": "organisations",
        "board": "board",
        "glossary": "glossary",
        "sources": "sources",
    },
}
KEYS = tuple(NAMES["nb"])
LANGUAGES = tuple(NAMES)
SEPARATORS = {"nb": ";", "en": ","}


def address(language: str, key: str, ending: str) -> str:
    """Return the address of a file, written out, as others have it in their programs."""
    return f"/{language}/data/{NAMES[language][key]}.{ending}"


EVERY_FILE = tuple(
    address(language, key, ending)
    for language in LANGUAGES
    for key in KEYS
    for ending in ("csv", "json")
)


def as_json(visitor: Visitor, language: str, key: str) -> dict[str, Any]:
    """Return what a JSON file holds."""
    found: dict[str, Any] = json.loads(visitor.ask(address(language, key, "json")).data)
    return found


def as_csv(visitor: Visitor, language: str, key: str) -> list[list[str]]:
    """Return the rows of a CSV file, as a reader that knows the language's separator has them."""
    text = visitor.ask(address(language, key, "csv")).data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=SEPARATORS[language], strict=True))


def column(visitor: Visitor, language: str, key: str, name: str) -> list[str]:
    """Return a column of a CSV file, given its key in the JSON file."""
    about = as_json(visitor, language, key)
    place = 1 + [one["key"] for one in about["columns"]].index(name)
    return [row[place] for row in as_csv(visitor, language, key)[1:]]
