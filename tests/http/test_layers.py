"""The small layers: security headers, request ids, proxies, the last error page, and fragments."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask, request
from werkzeug.test import Client, create_environ, run_wsgi_app

from battkomp.http.cache import ResponseCache
from battkomp.http.layers import HEADERS, HSTS, ErrorFallback, RequestIds
from tests.support.clients import ask
from tests.support.pages import EVERY_PAGE, language_of
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor, one, words

# Recommended by https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: own sources
# only, nothing inline, no frames, no sharing with other origins, TLS for six months or more.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOST = "battkomp.example"
STYLE = "/static/css/site.css"
ANSWERS = [
    ("GET", "/nb/", 200),
    ("HEAD", "/en/board", 200),
    ("OPTIONS", "/en/board", 200),
    ("GET", "/fragment/nb/styret", 200),
    ("GET", "/sitemap.xml", 200),
    ("GET", "/robots.txt", 200),
    ("GET", "/healthz", 200),
    ("GET", STYLE, 200),
    ("GET", "/", 302),
    ("GET", "/nb/styret/", 301),
    ("GET", "/nb/", 304),
    ("GET", "/nb/", 400),
    ("GET", STYLE, 400),
    ("POST", "/nb/", 400),
    ("GET", "/nb/nei", 404),
    ("GET", "/fragment/nb/nei", 404),
    ("GET", "/static/none.css", 404),
    ("POST", "/nb/styret", 405),
    ("POST", STYLE, 405),
    ("GET", STYLE, 416),
    ("GET", "/nb/fail", 500),
    ("GET", "/fragment/en/fail", 500),
]
# The header that a request needs for a status.
ASKED = {
    304: {"If-None-Match": "*"},
    400: {"Host": "evil.example"},
    416: {"Range": "bytes=9999999-"},
}


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site with a trusted host and a view that fails."""
    app = site(settings_in(tmp_path_factory.mktemp("weak"), trusted_hosts=(HOST,)))

    @app.before_request
    def fail() -> None:
        if request.path.endswith("/fail"):
            raise RuntimeError

    return app


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_response_has_the_security_headers_and_every_error_an_id_of_its_own(
    weak: Flask, scheme: str
) -> None:
    client = weak.test_client(use_cookies=False)
    over_tls = ["max-age=63072000; includeSubDomains"] if scheme == "https" else []
    expected = {name: [value] for name, value in SECURITY_HEADERS.items()}
    expected |= {"Server": ["BattKOMP"], "Strict-Transport-Security": over_tls, "Set-Cookie": []}
    expected |= {"Access-Control-Allow-Origin": [], "Access-Control-Allow-Credentials": []}
    pages = [("GET", start + page, 200) for page in EVERY_PAGE for start in ("", "/fragment")]
    ids: set[str] = set()
    for method, address, status in (*ANSWERS, *pages):
        response = client.open(
            address,
            method=method,
            base_url=f"{scheme}://{HOST}",
            headers={"Origin": "https://elsewhere.example"} | ASKED.get(status, {}),
            buffered=True,
        )
        case = f"{method} {address}: {response.status}"
        assert response.status_code == status, case
        assert {name: response.headers.getlist(name) for name in expected} == expected, case
        assert ("X-Request-ID" in response.headers) == (status >= 400), case
        if status >= 400:
            assert response.headers.getlist("Cache-Control") == ["no-store"], case
            assert response.headers["X-Request-ID"] not in ids, case
            ids.add(response.headers["X-Request-ID"])


def test_the_server_does_not_name_its_software(real_server: str) -> None:
    for path in ("/nb/", "/nei", STYLE):
        headers = ask(int(real_server.rpartition(":")[2]), path).headers
        assert headers["Server"] == "BattKOMP"
        told = str(headers).lower()
        assert not re.search(r"granian|werkzeug|flask|python|whitenoise|x-powered-by", told)


def test_the_id_of_a_proxy_is_used_if_it_is_well_formed() -> None:
    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    def is_used(given: str, *, behind_proxy: bool) -> bool:
        environ = create_environ("/") | {"HTTP_X_REQUEST_ID": given}
        _, _, headers = run_wsgi_app(RequestIds(app, behind_proxy=behind_proxy), environ)
        return headers["X-Request-ID"] == given

    for good in ("0123-abcd.EF_9", "a" * 64):
        assert is_used(good, behind_proxy=True), good
        assert not is_used(good, behind_proxy=False), good
    for bad in ("a" * 65, "short", "has a space", "<b>01234567</b>", "å" * 10, "01234567\n"):
        assert not is_used(bad, behind_proxy=True), bad


FORWARDED = {
    "Host": "direct.example",
    "Forwarded": "for=192.0.2.8",
    "X-Forwarded-For": "203.0.113.1, 192.0.2.7, 198.51.100.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": HOST,
    "X-Request-ID": "abcdef0123456789",
}


@pytest.mark.parametrize(
    ("proxies", "root", "client"),
    [
        (0, "http://direct.example/", "127.0.0.0/24"),
        (1, f"https://{HOST}/", "198.51.100.0/24"),
        (2, f"https://{HOST}/", "192.0.2.0/24"),
    ],
)
def test_forwarded_headers_count_as_far_as_there_are_proxies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], proxies: int, root: str, client: str
) -> None:
    app = Client(site(settings_in(tmp_path, proxies=proxies, access_log=True)))
    assert f'href="{root}nb/"' in app.get("/en/", headers=FORWARDED).text
    for sender in ("127.0.0.1", ""):  # a port, and a socket
        capsys.readouterr()
        address = {"REMOTE_ADDR": sender}
        error = app.get("/en/nothing", headers=FORWARDED, environ_overrides=address)
        logged = json.loads(capsys.readouterr().err)
        assert logged["client"] == (client if proxies or sender else None)
        assert (HSTS[0] in error.headers) == bool(proxies)
        assert (error.headers["X-Request-ID"] == FORWARDED["X-Request-ID"]) == bool(proxies)


def quiet(app: WSGIApplication) -> Client:
    """Return a client that, as a server does, does not raise the exceptions it is told of."""
    return Client(
        lambda environ, start: app(environ, lambda status, headers, *_: start(status, headers))
    )


def test_an_exception_outside_flask_gives_a_page_and_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_self: ResponseCache, environ: WSGIEnvironment, _start: StartResponse) -> Any:
        raise ValueError(environ.get("HTTP_USER_AGENT"))

    monkeypatch.setattr(ResponseCache, "__call__", fail)
    client = quiet(site(settings_in(tmp_path, trusted_hosts=(HOST,))))
    pages = {
        "/nb/styret": ("Noe gikk galt hos oss", "nb"),
        "/en/": ("Sorry, there is a problem with the website", "en"),
        "/fragment/en/board": ("Sorry, there is a problem with the website", "en"),
        STYLE: ("Noe gikk galt hos oss", "nb"),
        "/%ff%00": ("Noe gikk galt hos oss", "nb"),
    }
    for address, (title, tag) in pages.items():
        response = client.get(address, headers={"User-Agent": "who I am"})
        request_id = response.headers["X-Request-ID"]
        assert response.status_code == 500
        assert all(said in response.text for said in (title, f'<html lang="{tag}"', request_id))
        assert response.headers["Cache-Control"] == "no-store"
        assert all(response.headers[name] == value for name, value in HEADERS)
        (line,) = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
        assert (line["level"], line["method"], line["request_id"]) == ("error", "GET", request_id)
        assert "builtins.ValueError" in line["exception"]
        assert "who I am" not in json.dumps(line)
    response = client.head("/nb/")
    assert (response.status_code, response.data) == (500, b"")


def test_a_failing_error_page_gives_a_response_without_body() -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError

    response = quiet(ErrorFallback(fail, fail)).get("/")
    assert (response.status_code, response.data) == (500, b"")


def test_a_started_response_is_replaced() -> None:
    started: list[tuple[Any, ...]] = []

    def fail(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        raise RuntimeError

    def start(*arguments: Any) -> Any:
        started.append(arguments)

    body = ErrorFallback(fail, lambda *_: "sorry")(create_environ("/"), start)
    assert list(body) == [b"sorry"]
    first, second = started
    assert (first[0], second[0]) == ("200 OK", "500 INTERNAL SERVER ERROR")
    assert second[2][0] is RuntimeError


def test_a_fragment_has_the_content_and_identity_of_its_page(visitor: Visitor) -> None:
    """`tests/browser/test_navigation.py` swaps each into a page."""
    faults = []
    for address in EVERY_PAGE:
        fragment, page = visitor.open_fragment(address), visitor.open(address)
        is_same = words(one(fragment, "main")) == words(one(page, "main"))
        has_frame = fragment.select("#menu, footer, script[src], link[rel=stylesheet]")
        locale = {"nb": "nb_NO", "en": "en_GB"}[language_of(address)]
        has_locale = one(fragment, "[property='og:locale']")["content"] == locale
        if not is_same or has_frame or not has_locale:
            faults.append(address)
        headers = visitor.ask(f"/fragment{address}").headers
        assert headers["X-Robots-Tag"] == "noindex", address
        assert headers["Content-Language"] == language_of(address), address
    assert faults == []


def test_a_moved_fragment_redirects_to_a_fragment(visitor: Visitor) -> None:
    for old, new in {
        "/fragment/en/phases/1-behovskartlegging": "/fragment/en/phases/1-needs-assessment",
        "/fragment/no/styret/": "/fragment/nb/styret",
    }.items():
        response = visitor.ask(old)
        assert (response.status_code, response.headers["Location"]) == (301, new)


def test_only_pages_have_fragments(visitor: Visitor) -> None:
    for address in (
        *("/fragment", "/fragments/nb/", "/fragment/", "/fragment/healthz", "/fragment/readyz"),
        *("/fragment/robots.txt", "/fragment/sitemap.xml", f"/fragment{STYLE}"),
        "/fragment/fragment/nb/",
    ):
        assert visitor.ask(address).status_code == 404, address
