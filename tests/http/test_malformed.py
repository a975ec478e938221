"""No request, however malformed, gives a 500."""

from __future__ import annotations

import random
from pathlib import Path

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
STYLE = "/static/css/site.css"
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"]


def test_malformed_paths_are_answered(visitor: Visitor) -> None:
    faults = []
    for path in PATHS:
        for method in ("GET", "POST", "HEAD"):
            response = visitor.client.open(path, method=method)
            is_injected = "<script>alert" in response.text or "<b>" in response.text
            if response.status_code >= 500 or "Set-Cookie" in response.headers or is_injected:
                faults.append((method, path, response.status))
    assert faults == []


def test_malformed_headers_are_answered(visitor: Visitor) -> None:
    faults = []
    for path in ("/", "/nb/", "/nb/nei", "/fragment/en/board", "/sitemap.xml", STYLE):
        for headers in HEADERS:
            response = visitor.client.get(path, headers=headers, buffered=True)
            if response.status_code >= 500:
                faults.append((path, headers, response.status))
    assert faults == []


def test_unusual_methods_are_answered(visitor: Visitor) -> None:
    faults = []
    for path in ("/", "/nb/", "/nb/nei", "/healthz", STYLE):
        for method in METHODS:
            response = visitor.client.open(path, method=method, data=b"\xff" * 2000, buffered=True)
            if response.status_code >= 500:
                faults.append((method, path, response.status))
    assert faults == []


def test_raw_bytes_in_the_path_are_answered(visitor: Visitor) -> None:
    for raw in ("/nb/\x00", "/nb/\xff\xfe", "nb", "", "/fragment", "/fragment/", "//", "/./..//"):
        response = visitor.client.get("/", environ_overrides={"PATH_INFO": raw})
        assert response.status_code < 500, raw


def test_random_requests_are_answered(visitor: Visitor) -> None:
    chance = random.Random(20211027)
    pieces = [
        *("/", "nb", "en", "no", "fragment", "faser", "%", "%00"),
        *("é", "..", "?", "q=", "&", "1-"),
    ]
    for _ in range(500):
        # The client takes the text after two slashes for a host; the test above has such paths.
        path = "/" + "".join(chance.choices(pieces, k=chance.randint(0, 12))).lstrip("/")
        method = chance.choice(METHODS)
        headers = chance.choice(HEADERS)
        response = visitor.client.open(path, method=method, headers=headers)
        assert response.status_code < 500, (method, path, headers)


def test_an_untrusted_host_is_refused(tmp_path: Path) -> None:
    app = site(settings_in(tmp_path, trusted_hosts=("battkomp.example",)))
    client = app.test_client()
    good, evil = ({"Host": host} for host in ("battkomp.example", "evil.example"))
    for path in ("/", "/nb/", "/nb/nei", "/fragment/en/", "/sitemap.xml", STYLE, STYLE):
        assert client.get(path, headers=evil).status_code == 400
        assert client.post(path, headers=evil).status_code == 400
        assert client.get(path, headers=good, buffered=True).status_code in (200, 302, 404)


def status_for(visitor: Visitor, host: str, path: str) -> str:
    """Return the status of a page for a Host header; the test client refuses some."""
    environ = create_environ(path) | {"HTTP_HOST": host}
    _, status, _ = run_wsgi_app(visitor.client.application, environ)
    return status


def test_only_well_formed_hosts_are_served(visitor: Visitor) -> None:
    bad = ("", "a b", "[::1", "æ.no", "xn--", "xn--a", "a/b", "http://x", "x:y", "x:123456", "<b>")
    good = ("x", "battkomp.example.", "127.0.0.1:8000", "[::1]:80")
    for path in ("/nb/", "/sitemap.xml", STYLE):
        for host in good:
            assert status_for(visitor, host, path) == "200 OK", (host, path)
        for host in bad:
            assert status_for(visitor, host, path).startswith("400 "), (host, path)
