"""Logs: one JSON object per line, and nothing that a visitor wrote."""

import errno
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask, request
from werkzeug.test import create_environ

from battkomp import create_app
from battkomp.http import logs
from battkomp.http.logs import AccessLog, loggable, network
from battkomp.settings import ROOT, Settings
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.split("\n")[:-1]]


@pytest.fixture
def logged(tmp_path: Path) -> Flask:
    """A site with an access log that fails with the text of a request."""
    app = site(settings_in(tmp_path, access_log=True))

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


def test_only_the_network_of_an_address_is_kept() -> None:
    networks = {
        "203.0.113.201": "203.0.113.0/24",
        "2001:db8:1234:5678:9abc:def0:1234:5678": "2001:db8:1234::/48",
        "::ffff:203.0.113.201": "203.0.113.0/24",
        "fe80::1:2%eth0": "fe80::/48",
        "::1": "::/48",
        **dict.fromkeys(("", "unix:", "203.0.113.201:99")),
    }
    assert {address: network(address) for address in networks} == networks


def test_a_path_and_a_method_are_escaped_and_bounded() -> None:
    paths = {
        '/nb/"\n\x00{}\xc3\xa5\x9b': "/nb/%22%0A%00%7B%7D%C3%A5%9B",
        "/" + "%" * 5_000: "/" + "%25" * 199 + "...",
        "/\u2028": "/%3F",
    }
    for path, expected in paths.items():
        assert loggable({"PATH_INFO": path, "REQUEST_METHOD": "GET"})["path"] == expected
    method = loggable({"REQUEST_METHOD": "GET\n" + "x" * 100})["method"]
    assert method == "GET%0A" + "x" * 16 + "..."


def test_a_line_has_a_time_a_level_a_logger_and_an_event(
    settings: Settings, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):  # two sites in one process log once
        create_app(settings)
    logging.getLogger("battkomp.some.part").warning("%d of %s", 3, "ære")
    logging.getLogger("another.library").warning("look")
    logging.getLogger("another.library").info("never mind")
    line, other = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {"level": "warning", "event": "3 of ære", "logger": "battkomp.some.part"}
    assert other["event"] == "look"
    assert caplog.messages == ["3 of ære", "look"], "other handlers of the process are kept"


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
    monkeypatch: pytest.MonkeyPatch, logged: Flask
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    logged.logger.error("lost")
    assert logged.test_client().get("/nb/", buffered=True).status_code == 200


def test_an_exception_is_logged_once_with_its_causes_and_the_id_on_the_page(
    logged: Flask, lines: Lines
) -> None:
    response = logged.test_client().get("/nb/fail")
    fault, visit = lines()
    assert response.status_code == visit["status"] == 500
    assert fault["level"] == "error"
    assert fault["request_id"] == visit["request_id"] == response.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", fault["request_id"])
    assert f"Oppgi koden {fault['request_id']} hvis" in response.text
    assert (fault["method"], fault["path"]) == ("GET", "/nb/fail")
    told = fault["exception"]
    assert told.index("builtins.ValueError") < told.index("RuntimeError: no number")
    assert 'raise RuntimeError("no number") from error' in told


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_log_has_anything_that_a_visitor_wrote(
    logged: Flask, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    logged.test_client().open(
        "/nb/styret?fail=ola-query" if method == "GET" else "/nb/styret",
        method=method,
        data={"fail": "ola-form"} if method == "POST" else None,
        buffered=True,
        headers={"User-Agent": "ola-agent", "Referer": "ola-referrer"},
        environ_overrides={"REMOTE_ADDR": "198.51.100.217"},
    )
    written = capsys.readouterr().err
    fault, visit = map(json.loads, written.splitlines())
    assert "ola-" not in written
    assert "198.51.100.217" not in written
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


def test_each_request_has_a_line_with_the_bytes_that_are_sent(logged: Flask, lines: Lines) -> None:
    client = logged.test_client()
    tag = client.get("/nb/").headers["ETag"]
    lines()
    requests = [
        ("GET", "/nb/?q=ola", 200),
        ("HEAD", "/nb/", 200),
        ("GET", "/nb/styret", 200),
        ("GET", "/nb/nei", 404),
        ("GET", "/static/css/site.css", 200),
    ]
    for method, address, status in requests:
        response = client.open(address, method=method, buffered=True)
        (line,) = lines()
        assert line["ms"] > 0
        assert (line["event"], line["logger"]) == ("request", "battkomp.access")
        assert (line["method"], line["path"]) == (method, address.partition("?")[0])
        assert (line["status"], line["bytes"]) == (status, len(response.data))
        assert line["request_id"] == response.headers.get("X-Request-ID", line["request_id"])
    client.get("/nb/", headers={"If-None-Match": tag})
    (line,) = lines()
    assert (line["status"], line["bytes"]) == (304, 0)


def test_a_request_without_a_response_has_status_500(lines: Lines) -> None:
    def app(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        AccessLog(app)(create_environ("/"), lambda *_: lambda _data: None)
    assert lines()[0]["status"] == 500


def test_the_access_log_is_off_by_default(settings: Settings, lines: Lines) -> None:
    site(settings).test_client().get("/nb/")
    assert lines() == []


def test_the_privacy_page_says_whether_visits_are_logged(visitor: Visitor, logged: Flask) -> None:
    for address, without, with_log in (
        ("/nb/personvern", "Vi logger ikke besøk", "slettes etter 14 dager"),
        ("/en/privacy", "We do not log visits", "deleted after 14 days"),
    ):
        quiet, telling = visitor.ask(address).text, logged.test_client().get(address).text
        assert without in quiet
        assert with_log not in quiet
        assert with_log in telling
        assert without not in telling
