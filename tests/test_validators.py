"""Validators of static files: one for all codings is weak, and who has a file is told so."""

from __future__ import annotations

import pytest

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


def test_a_part_that_is_not_there_is_refused(reader: Visitor) -> None:
    assert reader.ask(STYLE, Range="bytes=9999999-").status_code == 416


@pytest.mark.parametrize("file", FILES)
def test_a_head_has_no_parts(reader: Visitor, file: str) -> None:
    whole = reader.ask(file)
    head = reader.client.head(file, headers={"Range": "bytes=10-19"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
