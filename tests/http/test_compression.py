"""Compression: the coding that the reader likes best, and the same bytes when undone."""

from __future__ import annotations

import pytest

from battkomp.http.compression import compress, preferred
from battkomp.http.responses import Answer, Representation
from battkomp.settings import Settings
from tests.support.codings import UNDONE
from tests.support.sites import site
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, zstd;q=0, gzip;q=0", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
        (",;q=q,,br", "br"),
        ("br;q=x", "identity"),
        ("é\x01" * 1000, "identity"),
    ],
)
def test_the_coding_is_the_one_that_the_reader_likes_best(accepted: str, coding: str) -> None:
    assert preferred(accepted) == coding


@pytest.mark.parametrize("coding", UNDONE)
@pytest.mark.parametrize("address", ["/nb/", "/fragment/en/board", "/sitemap.xml", "/nb/nei"])
def test_every_coding_says_the_same(visitor: Visitor, address: str, coding: str) -> None:
    plain = visitor.ask(address)
    answer = visitor.ask(address, Accept_Encoding=coding)
    assert answer.headers.get("Content-Encoding", "identity") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert UNDONE[coding](answer.data) == plain.data
    assert answer.headers.get("ETag") == plain.headers.get("ETag")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_style_and_script_are_compressed(visitor: Visitor, coding: str) -> None:
    page = visitor.open("/nb/")
    for tag in page.select("script[src], link[rel=stylesheet]"):
        address = str(tag.get("src") or tag.get("href"))
        plain, answer = visitor.ask(address), visitor.ask(address, Accept_Encoding=coding)
        assert UNDONE[coding](answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 2
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_what_is_kept_for_ever_is_as_small_as_can_be_from_the_first(
    settings: Settings, coding: str
) -> None:
    """A browser does not ask for it again, and so never gets the better one."""
    visitor = Visitor(site(settings))
    for tag in visitor.open("/nb/").select("script[src], link[rel=stylesheet]"):
        address = str(tag.get("src") or tag.get("href"))
        first = visitor.ask(address, Accept_Encoding=coding).data
        plain = visitor.ask(address).data
        assert first == compress(plain, coding, thoroughly=True)


def test_a_picture_is_left_as_it_is(visitor: Visitor) -> None:
    page = visitor.open("/nb/")
    (icon,) = page.select("link[rel=apple-touch-icon]")
    answer = visitor.ask(str(icon["href"]), Accept_Encoding="br")
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


def test_a_part_of_a_file_is_a_part_of_the_file_itself(visitor: Visitor) -> None:
    (style,) = visitor.open("/nb/").select("link[rel=stylesheet]")
    whole = visitor.ask(str(style["href"])).data
    part = visitor.ask(str(style["href"]), Range="bytes=10-19", Accept_Encoding="br")
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert "Content-Encoding" not in part.headers


def test_what_is_made_with_time_is_smaller_and_says_the_same() -> None:
    text = b"".join(b"<li>%d is not %d</li>" % (n, n * n) for n in range(500))
    headers = [("Content-Type", "text/html"), ("Cache-Control", "public")]
    representation = Representation(Answer("200 OK", headers, text))
    quick = {coding: given(representation, coding) for coding in UNDONE}
    representation.compress_thoroughly()
    for coding, undo in UNDONE.items():
        body = given(representation, coding)
        assert undo(body) == text
        assert len(body) <= len(quick[coding])
    assert len(given(representation, "br")) < len(quick["br"])


def given(representation: Representation, coding: str) -> bytes:
    """Return the body that a reader of a coding is given."""
    environ = {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": coding}
    return b"".join(representation.give(environ, lambda *_: lambda _: None))
