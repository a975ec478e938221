"""No request, however malformed, gives a 500."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

PATHS = [
    "/%00",
    "/nb/%00",
    "/nb/styret%00",
    "/nb/../../etc/passwd",
    "/static/../pyproject.toml",
    "/static/%2e%2e/pyproject.toml",
    "/static/..%2fpyproject.toml",
    "/nb/%ff%fe",
    "/nb/faser/%c3%28",
    "/nb/faser/%E2%80%AE",
    "/nb/" + "a" * 10_000,
    "/" + "/".join(["nb"] * 500),
    "/nb/faser/1-behovskartlegging%0d%0aSet-Cookie:%20x=1",
    "/no/%0d%0aSet-Cookie:%20x=1",
    "/fragment/no/%0d%0aSet-Cookie:%20x=1",
    "/fragment/%ff",
    "/nb/faser/'; drop table words; --",
    '/nb/faser/"',
    "/nb/faser/{{7*7}}",
    "/nb/faser/<script>alert(1)</script>",
    "/nb/?q=%ff%00%0d%0a<b>",
    "/nb/?q[]=1&q=&&&=&%=",
    "/?%",
]
HEADERS = [
    {"Accept-Language": "x" * 10_240},
    {"Accept-Language": "é\x01,;q=q"},
    {"Cookie": "a" * 10_240},
    {"If-None-Match": '"' * 1000},
    {"If-None-Match": "W/"},
    {"If-Modified-Since": "yesterday"},
    {"Range": "bytes=9-1"},
    {"Range": "lines=1-2"},
    {"Host": ""},
    {"Host": "a b"},
    {"Host": "[::1"},
    {"Host": "x" * 1000},
    {"Host": "evil.example:99999999"},
    {"Host": "http://evil.example/"},
    {"Content-Length": "-1"},
    {"Content-Length": "many"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "application/json; charset=none"},
    {"HX-Request": "true", "HX-Target": '#x"><script>', "HX-Current-URL": "http://[/"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"HX-Request-Type": "partial"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp"},
]
# A year and a zone that no number of the platform's can hold.
UNREADABLE_DATES = [
    "Mon, 23 Nov 99999999999999 20:02:40 GMT",
    "Mon, 23 Nov 2026 20:02:40 +99999999999999999",
]
STYLE = "/static/css/site.css"
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_strange_path_is_answered(visitor: Visitor, path: str, method: str) -> None:
    answer = visitor.client.open(path, method=method)
    assert answer.status_code < 500
    assert "Set-Cookie" not in answer.headers
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("headers", HEADERS, ids=repr)
@pytest.mark.parametrize("path", ["/", "/nb/", "/nb/nei", "/fragment/en/board", "/sitemap.xml"])
def test_a_strange_header_is_answered(visitor: Visitor, path: str, headers: dict[str, str]) -> None:
    answer = visitor.client.get(path, headers=headers)
    assert answer.status_code < 500


@pytest.mark.parametrize("date", UNREADABLE_DATES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/nb/", "/fragment/en/board", "/static/css/site.css", "/sitemap.xml"]
)
def test_a_date_that_cannot_be_read_is_none(
    visitor: Visitor, path: str, method: str, date: str
) -> None:
    """RFC 9110, section 13.1.3."""
    headers = {"If-Modified-Since": date}
    answer = visitor.client.open(path, method=method, headers=headers, buffered=True)
    assert answer.status_code == 200
    assert answer.data == (b"" if method == "HEAD" else visitor.ask(path).data)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/", "/nb/", "/nb/nei", "/healthz", "/static/css/site.css"])
def test_a_strange_method_is_answered(visitor: Visitor, path: str, method: str) -> None:
    body = b"\xff" * 2000
    answer = visitor.client.open(path, method=method, data=body, buffered=True)
    assert answer.status_code < 500


def test_raw_bytes_in_the_environment_are_answered(visitor: Visitor) -> None:
    for raw in ("/nb/\x00", "/nb/\xff\xfe", "nb", "", "/fragment", "/fragment/", "//", "/./..//"):
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": raw})
        assert answer.status_code < 500


def test_two_thousand_random_requests_are_answered(visitor: Visitor) -> None:
    chance = random.Random(20211027)
    pieces = [
        "/",
        "nb",
        "en",
        "no",
        "fragment",
        "faser",
        "%",
        "%00",
        "é",
        "..",
        "?",
        "q=",
        "&",
        "1-",
    ]
    for _ in range(2000):
        # The client takes what follows two slashes for a host; test_raw_bytes has such paths.
        path = "/" + "".join(chance.choices(pieces, k=chance.randint(0, 12))).lstrip("/")
        method = chance.choice(METHODS)
        headers = chance.choice(HEADERS)
        answer = visitor.client.open(path, method=method, headers=headers)
        assert answer.status_code < 500, (method, path, headers)


def test_a_host_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    app = site(settings_in(tmp_path, trusted_hosts=("battkomp.example",)))
    client = app.test_client()
    good, evil = ({"Host": host} for host in ("battkomp.example", "evil.example"))
    for path in ("/", "/nb/", "/nb/nei", "/fragment/en/", "/sitemap.xml", STYLE, STYLE):
        assert client.get(path, headers=evil).status_code == 400
        assert client.post(path, headers=evil).status_code == 400
        assert client.get(path, headers=good).status_code in (200, 302, 404)


def status_for(visitor: Visitor, host: str, path: str) -> str:
    """Return the status of a page for a Host header; the test client itself chokes on some."""
    environ = create_environ(path) | {"HTTP_HOST": host}
    _, status, _ = run_wsgi_app(visitor.client.application, environ)
    return status


@pytest.mark.parametrize(
    "host",
    ["", "a b", "[::1", "æ.no", "xn--", "xn--a", "a/b", "http://x", "x:y", "x:123456", "<b>"],
)
def test_a_host_that_is_none_is_refused(visitor: Visitor, host: str) -> None:
    visitor.ask(STYLE)
    for path in ("/nb/", "/", "/nb/nei", "/sitemap.xml", STYLE):
        assert status_for(visitor, host, path).startswith("400 ")


@pytest.mark.parametrize("host", ["x", "battkomp.example.", "127.0.0.1:8000", "[::1]:80"])
@pytest.mark.parametrize("path", ["/nb/", STYLE])
def test_a_host_that_is_one_is_served(visitor: Visitor, host: str, path: str) -> None:
    assert status_for(visitor, host, path) == "200 OK"
