"""Check the bytes and requests of a first visit, compressed with gzip."""

from __future__ import annotations

import gzip

from battkomp.http.static_files import published
from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE
from tests.support.visitor import Visitor

STATIC = ROOT / "static"


def compressed(data: bytes) -> int:
    """Return the number of bytes after compression."""
    return len(gzip.compress(data, 6))


def test_a_page_fits_into_the_first_packets(visitor: Visitor) -> None:
    """Ten packets of 1,460 bytes are sent before a client has to confirm any (RFC 6928)."""
    sizes = {}
    for address in (*EVERY_PAGE, "/nb/nei"):
        answer = visitor.ask(address)
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        sizes[address] = compressed(answer.data) + headers
    assert {address: size for address, size in sizes.items() if size > 14_600} == {}


def test_style_and_script_are_small(visitor: Visitor) -> None:
    sizes = {name: compressed(visitor.ask(f"/static/{name}").data) for name in published(STATIC)}
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 10_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20_000


def test_a_first_view_is_small_and_takes_few_requests(visitor: Visitor) -> None:
    sizes = {}
    for address in EVERY_PAGE:
        page = visitor.open(address)
        used = page.select("script[src], link[rel=stylesheet], link[rel~=icon], img[src]")
        files = {address, *(str(tag.get("src") or tag.get("href")) for tag in used)}
        sizes[address] = sum(compressed(visitor.ask(file).data) for file in files)
        assert len(files) <= 6, address
        assert not page.select("iframe, video"), address
    assert {address: size for address, size in sizes.items() if size > 100_000} == {}
