"""Send random requests to the application, and check every answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from wsgiref.util import is_hop_by_hop

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from battkomp import create_app
from battkomp.http.layers import HEADERS
from tests.support.clients import UNDONE
from tests.support.fuzz import GOOD_TARGETS, Request, made_of
from tests.support.pages import EVERY_PAGE
from tests.support.sites import load, settings_in

SEED = "2021-10-27"
# The host is part of the address; the others choose a representation.
NOT_OF_THE_CONTENT = ("Host", "Accept-Encoding", "Range", "If-None-Match", "If-Modified-Since")


def check(app: Flask, request: Request) -> None:
    """Call an application as a WSGI server does, and check its answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        started.append((status, headers))

    parts = app(request.environ, start)
    assert isinstance(parts, list), "a slow reader would hold a thread"
    ((status, headers),) = started
    body, named = b"".join(parts), Headers(headers)
    assert re.fullmatch(r"[1234]\d\d [\x20-\x7e]+", status), status
    assert_valid(headers, request)
    if request.method == "HEAD" or status.startswith("304"):
        assert body == b""
    elif "Content-Length" in named:
        assert int(named["Content-Length"]) == len(body)
    # Werkzeug's own pages for redirects omit end tags, as HTML allows.
    if body and status[0] != "3" and named["Content-Type"].startswith("text/html"):
        assert all(named[name] == value for name, value in HEADERS)
        text = UNDONE[named.get("Content-Encoding", "identity")](body).decode()
        assert text.rstrip().endswith(("</html>", "</main>"))
        assert "<script>" not in text


def assert_valid(headers: list[tuple[str, str]], request: Request) -> None:
    """Check that the headers are valid (PEP 3333), and redirect to this site only."""
    for name, value in headers:
        assert re.fullmatch(r"[\w-]+", name), name
        assert re.fullmatch(r"[\x20-\x7e]*", value), (name, value)
        assert not is_hop_by_hop(name), name
        assert name.lower() != "set-cookie"
        if name.lower() == "location":
            own = f"http://{request.host.removesuffix(':80')}/"
            assert value.startswith(own) or re.match(r"/(?![/\\])", value), value


@pytest.mark.parametrize(
    ("proxies", "count"),
    [
        (0, 600),
        (1, 200),
        pytest.param(0, 8_000, marks=pytest.mark.full),
        pytest.param(1, 2_000, marks=pytest.mark.full),
    ],
)
def test_random_requests_get_valid_answers(tmp_path: Path, proxies: int, count: int) -> None:
    settings = settings_in(tmp_path, proxies=proxies)
    load(settings)
    app = create_app(settings)
    for number in range(count):
        seed = f"{SEED}/{proxies}/{number}"
        request = made_of(seed)
        try:
            check(app, request)
        except Exception as error:
            raise AssertionError(f"made_of({seed!r}): {request}") from error


def test_cacheable_answers_depend_on_the_address_only(tmp_path: Path) -> None:
    """Otherwise the cache would give one visitor the answer to another."""
    settings = settings_in(tmp_path, cache_megabytes=0)
    load(settings)
    client = create_app(settings).test_client()
    plain = {
        page: client.get(page) for page in (*GOOD_TARGETS, *(f"{one}?q=1" for one in EVERY_PAGE))
    }
    kept = [page for page, answer in plain.items() if answer.cache_control.public]
    assert len(kept) > 40
    for number in range(600):
        seed = f"{SEED}/kept/{number}"
        page = kept[number % len(kept)]
        headers = [one for one in made_of(seed).headers if one[0] not in NOT_OF_THE_CONTENT]
        answer = client.get(page, headers=headers)
        assert answer.data == plain[page].data, (seed, page, headers)
        assert answer.headers == plain[page].headers, (seed, page, headers)
