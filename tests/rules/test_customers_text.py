"""Check that the Norwegian site shows the customer's text word for word."""

from pathlib import Path

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


def test_every_sentence_of_the_customer_stands_on_its_page(visitor: Visitor) -> None:
    faults = [
        f"{address}: {line}"
        for address, lines in read_text().items()
        for line in lines
        if line not in words(one(visitor.open(address), "body"))
    ]
    assert faults == []
