"""What fails outside Flask: a page that stands alone, with all headers, and a line in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from battkomp.http import responses
from battkomp.http.error_fallback import LastResort
from battkomp.http.responses import Representation
from battkomp.http.security_headers import HEADERS
from battkomp.settings import Settings
from tests.support.sites import settings_in, site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.fixture
def broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site that fails where Flask does not see it."""

    def fail(_self: Representation, environ: WSGIEnvironment, _start: StartResponse) -> Any:
        raise ValueError(environ.get("HTTP_USER_AGENT"))

    monkeypatch.setattr(responses.Representation, "give", fail)
    trusted = settings_in(settings.database.parent, trusted_hosts=("battkomp.example",))
    return site(trusted)


def ask(app: WSGIApplication, address: str, method: str = "GET", **headers: str) -> Response:
    """Ask as a server does; Werkzeug's client fails with the application."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        said.append((status, headers))

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = app(create_environ(address, method=method, headers=named), start)
    status, given = said[-1]
    return Response(b"".join(body), status, given)


@pytest.mark.parametrize(
    ("address", "title", "tag"),
    [
        ("/nb/styret", "Noe gikk galt hos oss", "nb"),
        ("/en/", "Something went wrong here", "en"),
        ("/fragment/en/board", "Something went wrong here", "en"),
        ("/static/css/site.css", "Noe gikk galt hos oss", "nb"),
        ("/%ff%00", "Noe gikk galt hos oss", "nb"),
    ],
)
def test_what_fails_outside_flask_is_answered_with_a_page(
    broken: Flask, address: str, title: str, tag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(broken, address, User_Agent="who I am")
    assert answer.status_code == 500
    assert title in answer.get_data(as_text=True)
    assert f'<html lang="{tag}"' in answer.get_data(as_text=True)
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert all(answer.headers[name] == value for name, value in HEADERS)
    (line,) = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["level"], line["method"]) == ("error", "GET")
    assert "builtins.ValueError" in line["exception"]
    assert "who I am" not in json.dumps(line)


def test_a_head_of_it_has_no_body(broken: Flask) -> None:
    answer = ask(broken, "/nb/", method="HEAD")
    assert (answer.status_code, answer.get_data()) == (500, b"")


def test_where_the_page_fails_too_the_headers_are_sent() -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError

    answer = ask(LastResort(fail, fail), "/")
    assert (answer.status_code, answer.data) == (500, b"")
    assert answer.headers["X-Request-ID"]


def test_an_answer_that_had_been_begun_is_replaced() -> None:
    said: list[tuple[Any, ...]] = []

    def begin(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        raise RuntimeError

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}

    def start(*what: Any) -> Any:
        said.append(what)

    body = LastResort(begin, lambda *_: "sorry")(environ, start)
    assert list(body) == [b"sorry"]
    first, second = said
    assert (first[0], second[0]) == ("200 OK", "500 INTERNAL SERVER ERROR")
    assert second[2][0] is RuntimeError
