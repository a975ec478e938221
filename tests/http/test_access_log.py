"""The access log: one line per request, if the operator wants it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client, create_environ

from battkomp.http.access_log import AccessLog
from battkomp.settings import Settings
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def logged(settings: Settings) -> Client:
    """A client of a site with an access log."""
    return Client(site(settings_in(settings.database.parent, access_log=True)))


def test_each_request_has_a_line(logged: Client, lines: Lines) -> None:
    paths = ("/nb/?q=ola", "/nb/nei", "/static/css/site.css")
    pages = [logged.get(path, buffered=True) for path in paths]
    found = lines()
    assert [(line["path"], line["status"]) for line in found] == [
        ("/nb/", 200),
        ("/nb/nei", 404),
        ("/static/css/site.css", 200),
    ]
    assert [line["bytes"] for line in found] == [len(page.data) for page in pages]
    assert all(line["ms"] > 0 for line in found)
    assert {(line["event"], line["logger"]) for line in found} == {("request", "battkomp.access")}
    assert found[1]["request_id"] == pages[1].headers["X-Request-ID"]


def test_the_bytes_are_those_that_are_sent(logged: Client, lines: Lines) -> None:
    logged.head("/nb/", buffered=True)
    first = logged.get("/nb/", buffered=True)
    logged.get("/nb/", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert [(line["method"], line["status"], line["bytes"] == 0) for line in lines()] == [
        ("HEAD", 200, True),
        ("GET", 200, False),
        ("GET", 304, True),
    ]


def test_a_request_without_a_response_has_status_500(lines: Lines) -> None:
    def app(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        AccessLog(app)(create_environ("/"), lambda *_: lambda _data: None)
    assert lines()[0]["status"] == 500


def test_the_access_log_is_off_by_default(settings: Settings, lines: Lines) -> None:
    site(settings).test_client().get("/nb/")
    assert lines() == []


def test_the_privacy_page_says_whether_visits_are_logged(visitor: Visitor, logged: Client) -> None:
    for address, without, with_log in (
        ("/nb/personvern", "fører ikke logg", "slettes etter 14 dager"),
        ("/en/privacy", "keeps no record", "deleted after 14 days"),
    ):
        quiet, telling = visitor.ask(address).text, logged.get(address).text
        assert quiet.count(without) >= 2  # in the description and on the page
        assert with_log not in quiet
        assert with_log in telling
        assert without not in telling
