"""How much a first visit costs over the wire, compressed as any proxy compresses."""

from __future__ import annotations

import gzip

import pytest

from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor


def compressed(data: bytes) -> int:
    """Return the number of bytes after compression."""
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize("address", [*EVERY_PAGE, "/nb/nei"])
def test_a_page_fits_into_the_first_packets(visitor: Visitor, address: str) -> None:
    answer = visitor.ask(address)
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert compressed(answer.data) + headers <= 14_600


def test_style_and_script_are_small() -> None:
    style = compressed((ROOT / "static/css/site.css").read_bytes())
    scripts = [*(ROOT / "static").rglob("*.js")]
    assert style <= 10_000
    assert sum(compressed(script.read_bytes()) for script in scripts) <= 20_000


def test_a_first_view_takes_few_requests(visitor: Visitor) -> None:
    page = visitor.open("/nb/")
    files = page.select(
        "script[src], link[rel=stylesheet], link[rel=icon], img[src], iframe, video"
    )
    assert 1 + len(files) <= 6
