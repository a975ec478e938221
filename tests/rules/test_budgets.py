"""How much a first visit costs over the wire, compressed as any proxy compresses."""

from __future__ import annotations

import gzip

import pytest

from battkomp.http.bundles import published
from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor

STATIC = ROOT / "static"


def compressed(data: bytes) -> int:
    """Return the number of bytes after compression."""
    return len(gzip.compress(data, 6))


@pytest.mark.parametrize("address", [*EVERY_PAGE, "/nb/nei"])
def test_a_page_fits_into_the_first_packets(visitor: Visitor, address: str) -> None:
    answer = visitor.ask(address)
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert compressed(answer.data) + headers <= 14_600


def test_style_and_script_are_small(visitor: Visitor) -> None:
    sizes = {name: compressed(visitor.ask(f"/static/{name}").data) for name in published(STATIC)}
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 10_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20_000


# Grams of CO2 equivalents for a gigabyte from server to screen: the Sustainable Web Design Model,
# version 4: 0.055 + 0.059 + 0.080 kWh/GB in use, 0.012 + 0.013 + 0.081 embodied, at 494 g/kWh.
CO2 = (0.055 + 0.059 + 0.080 + 0.012 + 0.013 + 0.081) * 494


def first_view(visitor: Visitor, address: str) -> int:
    """Return how many bytes a first visit takes, with all that the page loads."""
    page = visitor.open(address)
    used = page.select("script[src], link[rel=stylesheet], link[rel~=icon], img[src]")
    files = {str(tag.get("src") or tag.get("href")) for tag in used}
    return sum(compressed(visitor.ask(one).data) for one in {address, *files})


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_a_first_view_is_small_and_warms_nothing(visitor: Visitor, address: str) -> None:
    size = first_view(visitor, address)
    assert size <= 100_000
    assert pytest.approx(148.2) == CO2
    assert size / 1e9 * CO2 <= 0.02


def test_a_first_view_takes_few_requests(visitor: Visitor) -> None:
    page = visitor.open("/nb/")
    files = page.select(
        "script[src], link[rel=stylesheet], link[rel=icon], img[src], iframe, video"
    )
    assert 1 + len(files) <= 6
