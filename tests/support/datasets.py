"""The data sets, as those who take them along read them."""

import csv
import json
from io import StringIO
from typing import Any

from tests.support.visitor import Visitor

# The names of the files by the key of the page and the language.
NAMES = {
    "phases": {"nb": "faser", "en": "phases"},
    "findings": {"nb": "funn", "en": "findings"},
    "timeline": {"nb": "tidslinje", "en": "timeline"},
    "chain": {"nb": "verdikjeden", "en": "value-chain"},
    "figures": {"nb": "tall", "en": "figures"},
    "organisations": {"nb": "organisasjoner", "en": "organisations"},
    "board": {"nb": "styret", "en": "board"},
    "glossary": {"nb": "ordliste", "en": "glossary"},
    "sources": {"nb": "kilder", "en": "sources"},
}
KEYS = tuple(NAMES)
LANGUAGES = ("nb", "en")
SEPARATORS = {"nb": ";", "en": ","}


def address(language: str, key: str, ending: str) -> str:
    """Return the address of a file, written out, as others have it in their programs."""
    return f"/{language}/data/{NAMES[key][language]}.{ending}"


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
