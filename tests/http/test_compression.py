"""Compression: in the coding that the client prefers, with the same content when decoded."""

from __future__ import annotations

from battkomp.http.compression import negotiate
from tests.support.codings import UNDONE
from tests.support.visitor import Visitor

NEGOTIATED = {
    "gzip, deflate, br, zstd": "br",
    "gzip, zstd": "zstd",
    "gzip": "gzip",
    "GZIP": "gzip",
    "br;q=0.5, gzip;q=0.8": "gzip",
    "br;q=0, *": "zstd",
    "*": "br",
    "*;q=0": None,
    "br;q=0, zstd;q=0, gzip;q=0": None,
    "identity": None,
    "deflate": None,
    "": None,
    ",;q=q,,br": "br",
    "br;q=x": None,
    "é\x01" * 1000: None,
}


def test_the_coding_is_the_one_that_the_client_prefers() -> None:
    assert {accepted: negotiate(accepted) for accepted in NEGOTIATED} == NEGOTIATED


def test_every_coding_has_the_same_content(visitor: Visitor) -> None:
    for address in ("/nb/", "/fragment/en/board", "/sitemap.xml", "/nb/nei", style(visitor)):
        plain = visitor.ask(address)
        for coding, decode in UNDONE.items():
            response = visitor.ask(address, Accept_Encoding=coding)
            assert response.headers.get("Content-Encoding", "identity") == coding, address
            assert response.headers["Vary"] == "Accept-Encoding", address
            assert response.headers["Content-Length"] == str(len(response.data)), address
            assert decode(response.data) == plain.data, address
            assert response.headers.get("ETag") == plain.headers.get("ETag"), address
            assert coding == "identity" or len(response.data) < len(plain.data) / 2, address


def test_a_file_that_browsers_keep_is_compressed_more(visitor: Visitor) -> None:
    for coding in ("br", "zstd", "gzip"):
        kept = visitor.ask(style(visitor), Accept_Encoding=coding).data
        quick = visitor.ask("/static/css/site.css", Accept_Encoding=coding).data
        assert len(kept) < len(quick), coding


def test_pictures_and_short_texts_are_not_compressed(visitor: Visitor) -> None:
    for address in ("/static/img/icon-32.png", "/healthz"):
        response = visitor.ask(address, Accept_Encoding="br")
        assert not {"Content-Encoding", "Vary"} & set(dict(response.headers)), address


def style(visitor: Visitor) -> str:
    """Return the address of the style sheet."""
    (link,) = visitor.open("/nb/").select("link[rel=stylesheet]")
    return str(link["href"])
