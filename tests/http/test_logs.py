"""Logs: one JSON object per line, and nothing that a visitor wrote."""

from __future__ import annotations

import errno
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, request
from werkzeug.test import Client, create_environ

from battkomp import create_app
from battkomp.http import logs
from battkomp.http.logs import AccessLog
from battkomp.settings import ROOT, Settings
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor, one, words

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.split("\n")[:-1]]


@pytest.fixture
def faulty(settings: Settings) -> Flask:
    """A site with an access log that fails with the text of a request."""
    app = site(settings_in(settings.database.parent, access_log=True))

    @app.before_request
    def fail() -> None:
        if "fail" in request.values:
            raise RuntimeError(request.values["fail"])
        if request.path == "/nb/fail":
            try:
                int("four")
            except ValueError as error:
                raise RuntimeError("no number") from error

    return app


def test_a_line_has_a_time_a_level_a_logger_and_an_event(app: Flask, lines: Lines) -> None:
    logs.init_app(app)
    logging.getLogger("battkomp.some.part").warning("%d of %s", 3, "ære")
    logging.getLogger("another.library").warning("look")
    logging.getLogger("another.library").info("never mind")
    line, other = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {"level": "warning", "event": "3 of ære", "logger": "battkomp.some.part"}
    assert other["event"] == "look"


def test_two_sites_in_one_process_log_once(settings: Settings, lines: Lines) -> None:
    create_app(settings)
    create_app(settings).logger.error("once")
    assert len(lines()) == 1


def test_no_text_ends_a_line_and_none_is_longer_than_its_bound(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.init_app(app)
    for end in ("\n", "\r", "\x0b", "\x1b[2K", "\x85", "\x9b", "\u2028"):
        app.logger.error("before%s", end + '{"event": "forged"}')
        (line,) = capsys.readouterr().err[:-1].splitlines()
        assert line.isascii()
        assert line.isprintable()
        assert json.loads(line)["event"] == f'before{end}{{"event": "forged"}}'
    assert logs.json_line(0, "error", "\ud800", "x", None).isascii()
    app.logger.error("a" * 100_000)
    assert len(json.loads(capsys.readouterr().err)["event"]) == 1_000


def test_a_full_disk_does_not_fail_a_request(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    app = site(settings_in(settings.database.parent, access_log=True))
    monkeypatch.setattr(sys, "stderr", Full())
    app.logger.error("lost")
    assert app.test_client().get("/nb/", buffered=True).status_code == 200


def test_an_exception_is_logged_once_with_its_causes_and_the_id_on_the_page(
    faulty: Flask, lines: Lines
) -> None:
    response = faulty.test_client().get("/nb/fail")
    fault, visit = lines()
    assert response.status_code == visit["status"] == 500
    assert fault["level"] == "error"
    assert fault["request_id"] == visit["request_id"] == response.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", fault["request_id"])
    assert f"oppgi gjerne koden {fault['request_id']}." in response.text
    assert (fault["method"], fault["path"]) == ("GET", "/nb/fail")
    told = fault["exception"]
    assert told.index("builtins.ValueError") < told.index("RuntimeError: no number")
    assert 'raise RuntimeError("no number") from error' in told


def test_an_error_page_in_english_has_the_id_too(faulty: Flask) -> None:
    visitor = Visitor(faulty)
    for open_it in (visitor.open, visitor.open_fragment):
        page = open_it("/en/board?fail=x", status=500)
        assert re.search(r"please mention the code [0-9a-f]{16}\.", words(one(page, "main")))


def test_a_site_without_its_content_logs_it_once(settings: Settings, lines: Lines) -> None:
    app = site(settings)
    settings.database.unlink()
    response = app.test_client().get("/en/board")
    (line,) = lines()
    assert response.status_code == 503
    assert line["event"].startswith("The content cannot be read: ")
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert f"mention the code {line['request_id']}." in response.text


SECRETS = {"query": "ola-q", "agent": "ola-ua", "form": "ola-form", "referrer": "ola-ref"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_log_has_anything_that_a_visitor_wrote(
    faulty: Flask, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    data = {"fail": SECRETS["form"]} if method == "POST" else None
    query = f"?fail={SECRETS['query']}" if method == "GET" else ""
    faulty.test_client().open(
        f"/nb/styret{query}",
        method=method,
        data=data,
        buffered=True,
        headers={"User-Agent": SECRETS["agent"], "Referer": SECRETS["referrer"]},
        environ_overrides={"REMOTE_ADDR": "198.51.100.217"},
    )
    written = capsys.readouterr().err
    fault, visit = map(json.loads, written.splitlines())
    assert not [secret for secret in (*SECRETS.values(), "198.51.100.217") if secret in written]
    assert "raise RuntimeError(" in fault["exception"]
    assert fault["exception"].endswith("builtins.RuntimeError\n")
    assert fault["request_id"] == visit["request_id"]
    assert visit["client"] == "198.51.100.0/24"


def test_operators_keep_logs_no_longer_than_promised() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    # The file of a day is deleted when its first line is too old, at the end of that day.
    assert f"MaxRetentionSec={logs.KEPT_DAYS - 1}day" in told
    assert "MaxFileSec=1day" in told
    assert f"rotate {logs.KEPT_DAYS - 1}\n" in told
    assert f"{logs.KEPT_DAYS} days" in told


def test_in_development_lines_are_plain_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_app(settings_in(tmp_path, development=True)).logger.error("look here")
    assert capsys.readouterr().err == "ERROR: look here\n"


def test_commands_have_plain_output(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "content", "check"],
        cwd=ROOT,
        env={"BATTKOMP_DATABASE": str(tmp_path / "none.db")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_other_handlers_of_the_process_are_kept(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    logs.init_app(app)
    app.logger.warning("seen by both")
    assert [record.message for record in caplog.records] == ["seen by both"]


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
