"""Validators of static files: one for all codings is weak, and who has a file is told so."""

from __future__ import annotations

import pytest

from battkomp.http.security_headers import HEADERS
from tests.support.codings import UNDONE
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

STYLE, PICTURE = "/static/css/site.css", "/static/img/icon-32.png"
FILES = [STYLE, PICTURE]


@pytest.fixture(scope="module", params=[16, 0], ids=["cached", "uncached"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a site with a cache, and of one without."""
    folder = tmp_path_factory.mktemp("site")
    return Visitor(site(settings_in(folder, cache_megabytes=request.param)))


def test_what_is_compressed_has_one_weak_validator_for_all_codings(reader: Visitor) -> None:
    tags = {reader.ask(STYLE, Accept_Encoding=coding).headers["ETag"] for coding in UNDONE}
    (tag,) = tags
    assert tag.startswith('W/"')


def test_what_is_never_compressed_has_a_strong_one(reader: Visitor) -> None:
    tags = {reader.ask(PICTURE, Accept_Encoding=coding).headers["ETag"] for coding in UNDONE}
    (tag,) = tags
    assert tag.startswith('"')


@pytest.mark.parametrize("file", FILES)
def test_who_has_a_file_is_told_so_in_every_coding(reader: Visitor, file: str) -> None:
    first = reader.ask(file, Accept_Encoding="br")
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    strong = tag.removeprefix("W/")
    for asked in (
        *({"If_None_Match": known} for known in (tag, strong, f'"x", {tag}', "*")),
        {"If_Modified_Since": day},
        {"If_None_Match": tag, "Range": "bytes=0-1"},
    ):
        for coding in UNDONE:
            answer = reader.ask(file, Accept_Encoding=coding, **asked)
            assert (answer.status_code, answer.data) == (304, b""), asked
            assert answer.headers["ETag"] == tag
            assert answer.headers.get("Vary") == first.headers.get("Vary")


@pytest.mark.parametrize("file", FILES)
def test_who_has_another_file_is_given_this(reader: Visitor, file: str) -> None:
    for asked in (
        {"If_None_Match": '"x"'},
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If_None_Match": '"x"', "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If_None_Match": "", "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        assert reader.ask(file, **asked).status_code == 200, asked


@pytest.mark.parametrize("file", FILES)
def test_a_part_says_of_itself_what_the_whole_does(reader: Visitor, file: str) -> None:
    whole = reader.ask(file, Accept_Encoding="br")
    plain = reader.ask(file).data
    part = reader.ask(file, Accept_Encoding="br", Range="bytes=10-19")
    assert (part.status_code, part.data) == (206, plain[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(plain)}"
    for name in ("ETag", "Vary", "Cache-Control", "Last-Modified"):
        assert part.headers.get(name) == whole.headers.get(name), name


@pytest.mark.parametrize("file", FILES)
def test_who_asks_for_a_part_if_nothing_has_changed_is_given_the_whole(
    reader: Visitor, file: str
) -> None:
    whole = reader.ask(file)
    for known in (whole.headers["ETag"], '"x"', whole.headers["Last-Modified"]):
        answer = reader.ask(file, Range="bytes=10-19", If_Range=known)
        assert (answer.status_code, answer.data) == (200, whole.data), known


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-5", 5, 6),
        ("bytes=-1", -1, None),
        ("bytes=-5", -5, None),
        ("bytes=10-", 10, None),
        ("bytes=10-99999999", 10, None),
        ("bytes=-99999999", 0, None),
        (f"bytes=5-{'9' * 5000}", 5, None),
        (f"bytes={'0' * 5000}5-5", 5, 6),
        ("Bytes= 5-6\t", 5, 7),
    ],
)
def test_a_part_is_the_bytes_that_were_asked_for(
    reader: Visitor, file: str, asked: str, start: int, stop: int | None
) -> None:
    whole = reader.ask(file).data
    first, end, _ = slice(start, stop).indices(len(whole))
    part = reader.ask(file, Range=asked)
    assert (part.status_code, part.data) == (206, whole[start:stop])
    assert part.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(whole)}"
    assert part.headers["Content-Length"] == str(end - first)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "asked",
    [
        *("bytes=10-5", "bytes=--5", "bytes=+1-+5", "bytes=1_0-2_0", "bytes=\u00b2-", "bytes=-"),
        *("bytes=", "bytes", "", "lines=1-2", "bytes=0-1,3-4", "bytes=0-1,", "bytes=1-2-3", "0-1"),
    ],
)
def test_what_is_no_part_by_the_grammar_is_not_looked_at(
    reader: Visitor, file: str, asked: str
) -> None:
    """RFC 9110, sections 14.1.1 and 14.2."""
    whole, answer = reader.ask(file), reader.ask(file, Range=asked)
    assert (answer.status_code, answer.data) == (200, whole.data)
    assert answer.headers == whole.headers


@pytest.mark.parametrize("asked", ["bytes=9999999-", f"bytes={'9' * 5000}-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(reader: Visitor, asked: str) -> None:
    answer = reader.ask(STYLE, Range=asked)
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(reader.ask(STYLE).data)}"
    assert not {"ETag", "Last-Modified", "Vary"} & set(dict(answer.headers))


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=9999999-"])
def test_who_has_a_file_is_told_so_before_its_parts_are_looked_at(
    reader: Visitor, file: str, asked: str
) -> None:
    """RFC 9110, section 13.2.2."""
    tag = reader.ask(file).headers["ETag"]
    answer = reader.ask(file, Range=asked, If_None_Match=tag)
    assert answer.status_code == 304
    assert "Content-Range" not in answer.headers


def test_every_error_of_a_file_has_an_id_and_is_for_nobody_to_keep(reader: Visitor) -> None:
    answers = {
        405: reader.client.post(STYLE),
        416: reader.ask(STYLE, Range="bytes=9999999-"),
        404: reader.ask("/static/nothing.css"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["X-Request-ID"], status
        assert answer.headers.getlist("Cache-Control") == ["no-store"], status
        assert all(answer.headers.getlist(name) == [value] for name, value in HEADERS), status


@pytest.mark.parametrize("file", FILES)
def test_a_head_has_no_parts(reader: Visitor, file: str) -> None:
    whole = reader.ask(file)
    head = reader.client.head(file, headers={"Range": "bytes=10-19"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
