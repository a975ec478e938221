"""Exceptions outside Flask: a page that stands alone, with all headers, and a line in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from battkomp.http.cache import ResponseCache
from battkomp.http.layers import HEADERS, ErrorFallback
from battkomp.settings import Settings
from tests.support.sites import settings_in, site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.fixture
def broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site that fails outside Flask."""

    def fail(_self: ResponseCache, environ: WSGIEnvironment, _start: StartResponse) -> Any:
        raise ValueError(environ.get("HTTP_USER_AGENT"))

    monkeypatch.setattr(ResponseCache, "__call__", fail)
    return site(settings_in(settings.database.parent, trusted_hosts=("battkomp.example",)))


def ask(app: WSGIApplication, address: str, method: str = "GET") -> Response:
    """Send a request as a server does; Werkzeug's client raises what the application raises."""
    environ = create_environ(address, method=method, headers={"User-Agent": "who I am"})
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        said.append((status, headers))

    body = app(environ, start)
    return Response(b"".join(body), *said[-1])


def test_an_exception_outside_flask_gives_a_page_and_a_line(
    broken: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {
        "/nb/styret": ("Noe gikk galt hos oss", "nb"),
        "/en/": ("Something went wrong here", "en"),
        "/fragment/en/board": ("Something went wrong here", "en"),
        "/static/css/site.css": ("Noe gikk galt hos oss", "nb"),
        "/%ff%00": ("Noe gikk galt hos oss", "nb"),
    }
    for address, (title, tag) in pages.items():
        response = ask(broken, address)
        assert response.status_code == 500
        assert title in response.get_data(as_text=True)
        assert f'<html lang="{tag}"' in response.get_data(as_text=True)
        assert response.headers["X-Request-ID"] in response.get_data(as_text=True)
        assert response.headers["Cache-Control"] == "no-store"
        assert all(response.headers[name] == value for name, value in HEADERS)
        (line,) = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
        assert line["request_id"] == response.headers["X-Request-ID"]
        assert (line["level"], line["method"]) == ("error", "GET")
        assert "builtins.ValueError" in line["exception"]
        assert "who I am" not in json.dumps(line)


def test_a_head_has_no_body(broken: Flask) -> None:
    response = ask(broken, "/nb/", method="HEAD")
    assert (response.status_code, response.get_data()) == (500, b"")


def test_a_failing_page_gives_a_response_without_body() -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError

    response = ask(ErrorFallback(fail, fail), "/")
    assert (response.status_code, response.get_data()) == (500, b"")


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
