"""Send random requests to the application, and check every answer."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from wsgiref.util import is_hop_by_hop

import pytest
from flask import Flask

from battkomp import create_app
from battkomp.http.layers import HEADERS
from tests.support.fuzz import GOOD_TARGETS, Request, made_of
from tests.support.pages import EVERY_PAGE
from tests.support.sites import load, settings_in

SEED = "2021-10-27"
# The host is part of the address; the others choose a representation.
NOT_OF_THE_CONTENT = ("Host", "Accept-Encoding", "Range", "If-None-Match", "If-Modified-Since")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Balance(HTMLParser):
    """Checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Note the start of an element."""
        if tag not in VOID:
            self.is_open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost element ends."""
        if tag not in VOID:
            assert self.is_open.pop() == tag


class Checker:
    """Calls an application as a WSGI server does, and checks the answers."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._parsed: set[bytes] = set()

    def check(self, request: Request) -> None:
        """Check the answer to a request."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            started.append((status, headers))

        body = self._app(request.environ, start)
        assert isinstance(body, list), "a slow reader would hold a thread"
        ((status, headers),) = started
        self._check(request, status, headers, b"".join(body))

    def _check(
        self, request: Request, status: str, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        assert re.fullmatch(r"[1234]\d\d [\x20-\x7e]+", status), status
        assert_headers(headers, request)
        named = {name.lower(): value for name, value in headers}
        if request.method == "HEAD" or status.startswith("304"):
            assert body == b""
        elif "content-length" in named:
            assert int(named["content-length"]) == len(body)
        # Werkzeug's own pages for redirects omit end tags, as HTML allows.
        if body and status[0] != "3" and named["content-type"].startswith("text/html"):
            self._check_html(named, body)

    def _check_html(self, named: dict[str, str], body: bytes) -> None:
        assert all(named[name.lower()] == value for name, value in HEADERS)
        if "content-encoding" in named or body in self._parsed:
            return
        self._parsed.add(body)
        balance = Balance()
        balance.feed(body.decode())
        assert not balance.is_open
        assert b"<script>" not in body


def assert_headers(headers: list[tuple[str, str]], request: Request) -> None:
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
    checker = Checker(create_app(settings))
    for number in range(count):
        seed = f"{SEED}/{proxies}/{number}"
        request = made_of(seed)
        try:
            checker.check(request)
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
