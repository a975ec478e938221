"""The customer's text stands on the Norwegian site, word for word."""

import re
from pathlib import Path

import pytest

from tests.support.visitor import Visitor, one, words

DATA = Path(__file__).parents[1] / "fixtures" / "customers_text.nb.txt"


def read_text() -> dict[str, list[str]]:
    """Return the customer's lines by the address of the page that they stand on."""
    pages: dict[str, list[str]] = {}
    for line in DATA.read_text("utf-8").splitlines():
        if line.startswith("> "):
            lines = pages.setdefault(line.removeprefix("> "), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return pages


TEXT = read_text()
LINES = [(address, line) for address, lines in TEXT.items() for line in lines]


@pytest.mark.parametrize(("address", "line"), LINES)
def test_a_sentence_of_the_customers_stands_whole(
    visitor: Visitor, address: str, line: str
) -> None:
    assert line in words(one(visitor.open(address), "body"))


def test_nothing_is_left_of_the_slips(visitor: Visitor) -> None:
    for address in TEXT:
        text = words(one(visitor.open(address), "body"))
        assert not re.search("Prosess 21|skal bygger", text)


def test_the_hint_about_the_menu_is_in_english_too(visitor: Visitor) -> None:
    hint = words(one(visitor.open("/en/"), ".hint"))
    assert (
        hint == "Use the menu on the left to find your way (the menu button on a phone or tablet)."
    )
