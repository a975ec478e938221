"""Finished responses: conditions, ranges and content codings (RFC 9110)."""

import pytest

from battkomp.http.responses import negotiate
from tests.support.clients import UNDONE
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

PAGE, STYLE, PICTURE = "/nb/styret", "/static/css/site.css", "/static/img/icon-32.png"
OLD, FUTURE = "Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
UNREADABLE = ("yesterday", f"Mon, 23 Nov {'9' * 14} 20:02:40 GMT", f"{OLD[:-4]} +{'9' * 17}")


@pytest.fixture(scope="module", params=[16, 0], ids=["cached", "uncached"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a site with a cache, and of one without."""
    folder = tmp_path_factory.mktemp("site")
    return Visitor(site(settings_in(folder, cache_megabytes=request.param)))


def test_a_client_that_has_the_response_gets_304(reader: Visitor) -> None:
    for address in (PAGE, STYLE, PICTURE):
        first = reader.ask(address, Accept_Encoding="br")
        tag = first.headers["ETag"]
        assert tag.startswith('W/"'), address
        for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
            for coding in UNDONE:
                response = reader.ask(address, Accept_Encoding=coding, If_None_Match=known)
                assert (response.status_code, response.data) == (304, b""), (address, known)
                for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
                    assert response.headers.get(name) == first.headers.get(name), name
                assert "Content-Encoding" not in response.headers


def test_a_date_counts_where_there_is_no_tag(reader: Visitor) -> None:
    date = reader.ask(STYLE).headers["Last-Modified"]
    assert reader.ask(STYLE, If_Modified_Since=date).status_code == 304
    assert reader.ask(STYLE, If_Modified_Since=OLD).status_code == 200
    response = reader.ask(STYLE, If_Modified_Since=FUTURE, If_None_Match='"x"')
    assert response.status_code == 200


def test_a_range_of_a_file_is_one_of_its_uncompressed_bytes(reader: Visitor) -> None:
    for address in (STYLE, PICTURE):
        whole = reader.ask(address, Accept_Encoding="br")
        plain = reader.ask(address).data
        for asked, expected in {
            "bytes=0-0": plain[:1],
            "bytes=10-19": plain[10:20],
            "bytes=-5": plain[-5:],
            "bytes=10-": plain[10:],
            "bytes=10-99999999": plain[10:],
        }.items():
            part = reader.ask(address, Accept_Encoding="br", Range=asked)
            assert (part.status_code, part.data) == (206, expected), (address, asked)
            assert part.headers["Content-Range"].endswith(f"/{len(plain)}")
            assert part.headers["Content-Length"] == str(len(expected))
            assert "Content-Encoding" not in part.headers
            for name in ("ETag", "Vary", "Cache-Control", "Last-Modified"):
                assert part.headers.get(name) == whole.headers.get(name), name


def test_other_and_malformed_conditions_and_ranges_get_the_whole(reader: Visitor) -> None:
    conditions = [
        *({"If-None-Match": tag} for tag in ('"x"', 'W/"x", "y"')),
        *({"If-Modified-Since": date} for date in UNREADABLE),
        *({"If-Range": known, "Range": "bytes=0-1"} for known in ('"x"', OLD, *UNREADABLE)),
        *({"Range": one} for one in ("bytes=10-5", "bytes=--5", "bytes=-", "bytes=", "bytes", "")),
        *({"Range": one} for one in ("lines=1-2", "0-1", "bytes=0-1,3-4", "bytes=1-2-3")),
        *({"Range": one} for one in ("bytes=²-", f"bytes={'9' * 5000}-")),
    ]
    for address in (PAGE, STYLE):
        whole = reader.ask(address)
        for headers in conditions:
            response = reader.ask(address, **headers)
            assert (response.status_code, response.data) == (200, whole.data), headers
            head = reader.client.head(address, headers=headers)
            assert (head.status_code, head.data) == (200, b""), headers
            assert head.headers["Content-Length"] == whole.headers["Content-Length"], headers


def test_pages_and_heads_have_no_ranges_and_one_past_the_end_is_refused(reader: Visitor) -> None:
    assert reader.ask(PAGE, Range="bytes=10-19").data == reader.ask(PAGE).data
    length = len(reader.ask(STYLE).data)
    head = reader.client.head(STYLE, headers={"Range": "bytes=10-19"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(length)
    response = reader.ask(STYLE, Range="bytes=9999999-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{length}")
    assert "ETag" not in response.headers


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
