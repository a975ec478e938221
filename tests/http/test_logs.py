"""What the site says to its operator, and what it says of its visitors to nobody."""

from __future__ import annotations

import errno
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.test import Client, run_wsgi_app

from battkomp import create_app
from battkomp.http import logs
from battkomp.http.access_log import AccessLog, moment
from battkomp.http.request_ids import RequestIds, about, network
from battkomp.settings import ROOT, Settings
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor, one, words

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What has been logged since the last time: every line is one JSON object."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.split("\n")[:-1]]

    return read


@pytest.fixture
def faulty(settings: Settings) -> Flask:
    """A site that fails with what is said to it."""
    app = site(settings)

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


@pytest.fixture
def logged(settings: Settings) -> Client:
    """A client of a site with an access log."""
    return Client(site(settings_in(settings.database.parent, access_log=True)))


def test_a_line_says_when_how_bad_who_and_what(app: Flask, lines: Lines) -> None:
    logs.init_app(app)
    logging.getLogger("battkomp.some.part").warning("%d of %s", 3, "ære")
    (line,) = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {"level": "warning", "logger": "battkomp.some.part", "event": "3 of ære"}


def test_a_moment_is_in_utc_to_the_millisecond() -> None:
    assert moment(0.0) == "1970-01-01T00:00:00.000Z"
    assert moment(1_792_756_800.9999) == "2026-10-23T12:00:00.999Z"


def test_other_libraries_speak_in_the_same_way(app: Flask, lines: Lines) -> None:
    logs.init_app(app)
    logging.getLogger("another.library").warning("look")
    logging.getLogger("another.library").info("never mind")
    assert [line["event"] for line in lines()] == ["look"]


def test_two_sites_in_one_process_log_once(settings: Settings, lines: Lines) -> None:
    create_app(settings)
    create_app(settings).logger.error("once")
    assert len(lines()) == 1


def test_no_character_ends_a_line(
    app: Flask,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # pytest-xdist cannot send a lone surrogate, so pytest must not keep a copy of the log.
    monkeypatch.setattr(type(caplog.handler), "emit", lambda _handler, _record: None)
    logs.init_app(app)
    for end in ("\n", "\r", "\x0b", "\x1b[2K", "\x85", "\x9b", "\u2028", "\ud800"):
        app.logger.error("before%s", end + '{"event": "forged"}')
        (line,) = capsys.readouterr().err[:-1].splitlines()
        assert line.isascii()
        assert line.isprintable()
        assert json.loads(line)["event"] == f'before{end}{{"event": "forged"}}'


def test_a_line_has_a_bound(app: Flask, lines: Lines) -> None:
    logs.init_app(app)
    app.logger.error("a" * 100_000)
    assert len(lines()[0]["event"]) == 1_000


def test_a_log_that_nobody_takes_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    app = site(settings_in(settings.database.parent, access_log=True))
    monkeypatch.setattr(sys, "stderr", Full())
    app.logger.error("lost")
    assert app.test_client().get("/nb/", buffered=True).status_code == 200


def test_a_fault_is_logged_once_with_the_id_that_the_visitor_is_told(
    faulty: Flask, lines: Lines
) -> None:
    answer = faulty.test_client().get("/nb/fail")
    (line,) = lines()
    assert answer.status_code == 500
    assert line["level"] == "error"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", line["request_id"])
    assert f"oppgi gjerne koden {line['request_id']}." in answer.text
    assert (line["method"], line["path"]) == ("GET", "/nb/fail")
    assert not {"client", "status"} & set(line)


def test_an_exception_is_told_with_what_led_to_it(faulty: Flask, lines: Lines) -> None:
    faulty.test_client().get("/nb/fail")
    told = lines()[0]["exception"]
    first, second = told.index("builtins.ValueError"), told.index("RuntimeError: no number")
    assert first < second
    assert 'raise RuntimeError("no number") from error' in told


def test_an_error_page_in_english_tells_its_id_too(faulty: Flask) -> None:
    visitor = Visitor(faulty)
    for open_it in (visitor.open, visitor.open_fragment):
        page = open_it("/en/board?fail=x", status=500)
        said = re.search(r"please mention the code ([0-9a-f]{16})\.", words(one(page, "main")))
        assert said


def test_a_site_without_its_content_says_so_once(settings: Settings, lines: Lines) -> None:
    app = site(settings)
    settings.database.unlink()
    answer = app.test_client().get("/en/board")
    (line,) = lines()
    assert answer.status_code == 503
    assert line["event"].startswith("The content cannot be read: ")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert f"mention the code {line['request_id']}." in answer.text


@pytest.mark.parametrize(
    ("address", "has_id"),
    [("/nb/", False), ("/", False), ("/nb", False), ("/nb/nei", True), ("/en/fail?fail=x", True)],
)
def test_an_error_carries_its_id_and_nothing_else_does(
    faulty: Flask, address: str, has_id: bool
) -> None:
    answer = faulty.test_client().get(address)
    assert ("X-Request-ID" in answer.headers) == has_id
    assert ("koden" in answer.text or "the code" in answer.text) == (answer.status_code >= 500)


def test_every_request_has_an_id_of_its_own(visitor: Visitor) -> None:
    ids = {visitor.ask("/nb/nei").headers["X-Request-ID"] for _ in range(50)}
    assert len(ids) == 50


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        ("0123-abcd.EF_9", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("has a space", False),
        ("<b>01234567</b>", False),
        ("å" * 10, False),
        ("01234567\n", False),
    ],
)
def test_the_id_of_a_proxy_is_taken_over_if_it_is_one(said: str, is_taken: bool) -> None:
    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_X_REQUEST_ID": said}
    _, _, headers = run_wsgi_app(RequestIds(app), environ)
    assert (headers["X-Request-ID"] == said) == is_taken


SECRETS = {"query": "ola-q", "agent": "ola-ua", "form": "ola-form", "referrer": "ola-ref"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_log_says_what_a_visitor_wrote(
    faulty: Flask, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    data = {"fail": SECRETS["form"]} if method == "POST" else None
    query = f"?fail={SECRETS['query']}" if method == "GET" else ""
    faulty.wsgi_app = AccessLog(faulty.wsgi_app, logs.write)  # type: ignore[method-assign]
    faulty.test_client().open(
        f"/nb/styret{query}",
        method=method,
        data=data,
        buffered=True,
        headers={"User-Agent": SECRETS["agent"], "Referer": SECRETS["referrer"]},
        environ_overrides={"REMOTE_ADDR": "198.51.100.217"},
    )
    written = capsys.readouterr().err
    told, visit = map(json.loads, written.splitlines())
    assert not [secret for secret in (*SECRETS.values(), "198.51.100.217") if secret in written]
    assert "raise RuntimeError(" in told["exception"]
    assert told["exception"].endswith("builtins.RuntimeError\n")
    assert told["request_id"] == visit["request_id"]


def test_the_access_log_has_a_line_for_each_request(logged: Client, lines: Lines) -> None:
    pages = [
        logged.get(path, buffered=True)
        for path in ("/nb/?q=ola", "/nb/nei", "/static/css/site.css")
    ]
    found = lines()
    assert [(line["path"], line["status"]) for line in found] == [
        ("/nb/", 200),
        ("/nb/nei", 404),
        ("/static/css/site.css", 200),
    ]
    assert [line["bytes"] for line in found] == [len(page.data) for page in pages]
    assert all(0 < line["ms"] < 10_000 for line in found)
    assert {line["event"] for line in found} == {"request"}
    assert found[1]["request_id"] == pages[1].headers["X-Request-ID"]


def test_the_access_log_counts_what_is_sent(logged: Client, lines: Lines) -> None:
    logged.head("/nb/", buffered=True)
    first = logged.get("/nb/", buffered=True)
    logged.get("/nb/", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert [(line["method"], line["status"], line["bytes"] == 0) for line in lines()] == [
        ("HEAD", 200, True),
        ("GET", 200, False),
        ("GET", 304, True),
    ]


def test_the_access_log_is_off_unless_asked_for(settings: Settings, lines: Lines) -> None:
    site(settings).test_client().get("/nb/")
    assert lines() == []


def test_a_path_is_written_safely_and_not_without_end(logged: Client, lines: Lines) -> None:
    for raw in ('/nb/"\n\x00{}\xc3\xa5\x9b', "/" + "%" * 5_000):
        environ = {"PATH_INFO": raw, "REQUEST_METHOD": "GET\n" + "x" * 100}
        logged.get("/nb/", environ_overrides=environ, buffered=True)
    first, second = lines()
    assert first["path"] == "/nb/%22%0A%00%7B%7D%C3%A5%9B"
    assert first["method"] == "GET%0A" + "x" * 16 + "..."
    assert second["path"] == "/" + "%25" * 199 + "..."
    assert about({"PATH_INFO": "/\u2028", "REQUEST_METHOD": "GET"})["path"] == "/%3F"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.201", "203.0.113.0/24"),
        ("2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8:1234::/48"),
        ("::ffff:203.0.113.201", "203.0.113.0/24"),
        ("fe80::1:2%eth0", "fe80::/48"),
        ("::1", "::/48"),
        ("", None),
        ("unix:", None),
        ("203.0.113.201:99", None),
    ],
)
def test_of_an_address_only_the_network_is_kept(address: str, kept: str | None) -> None:
    assert network(address) == kept


class Body:
    """A body in pieces, which fails after them if it is told to, and knows that it was closed."""

    def __init__(self, fails: bool) -> None:
        self.fails, self.is_closed = fails, False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"12", b"345")
        if self.fails:
            raise OSError("the disk is gone")

    def close(self) -> None:
        """Let go."""
        self.is_closed = True


@pytest.mark.parametrize("fails", [False, True])
def test_a_body_in_pieces_is_counted_until_it_is_closed(fails: bool) -> None:
    inner = Body(fails)
    written: list[str] = []

    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        return inner

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    body = AccessLog(app, written.append)(environ, lambda *_: lambda _data: None)
    pieces = iter(body)
    assert [next(pieces), next(pieces)] == [b"12", b"345"]
    with pytest.raises(OSError if fails else StopIteration):
        next(pieces)
    assert written == []
    for _ in range(2):
        body.close()  # type: ignore[attr-defined]
    assert inner.is_closed
    (line,) = map(json.loads, written)
    assert (line["status"], line["bytes"], line["client"]) == (200, 5, None)


def test_a_visitor_who_leaves_is_counted_as_far_as_they_came() -> None:
    written: list[str] = []

    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        return Body(fails=False)

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    body = AccessLog(app, written.append)(environ, lambda *_: lambda _data: None)
    next(iter(body))
    body.close()  # type: ignore[attr-defined]
    assert json.loads(written[0])["bytes"] == 2


def test_a_request_that_has_no_answer_is_one_that_failed() -> None:
    written: list[str] = []

    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        raise KeyboardInterrupt

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    with pytest.raises(KeyboardInterrupt):
        AccessLog(app, written.append)(environ, lambda *_: lambda _data: None)
    assert json.loads(written[0])["status"] == 500


def test_a_copy_of_a_request_keeps_its_id() -> None:
    written: list[str] = []

    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    def copying(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return RequestIds(app)(dict(environ), start)

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    _, _, headers = run_wsgi_app(AccessLog(copying, written.append), environ)
    assert json.loads(written[0])["request_id"] == headers["X-Request-ID"]


def test_a_list_stays_a_list() -> None:
    """Granian sends a list at once, and anything else piece by piece."""

    def app(_environ: object, start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"a"]

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    body = AccessLog(app, lambda _line: None)(environ, lambda *_: lambda _data: None)
    assert body == [b"a"]


@pytest.mark.parametrize(
    ("address", "without", "with_log"),
    [
        ("/nb/personvern", "fører ikke logg", "slettes etter 14 dager"),
        ("/en/privacy", "keeps no record", "deleted after 14 days"),
    ],
)
def test_the_privacy_page_tells_whether_visits_are_logged(
    visitor: Visitor, logged: Client, address: str, without: str, with_log: str
) -> None:
    quiet, telling = visitor.ask(address).text, logged.get(address).text
    assert quiet.count(without) >= 2  # in the description and on the page
    assert with_log not in quiet
    assert with_log in telling
    assert without not in telling


def test_the_operator_is_told_to_keep_logs_no_longer_than_promised() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    # The file of a day goes when its first line is too old, at the end of that day.
    assert f"MaxRetentionSec={logs.KEPT_DAYS - 1}day" in told
    assert "MaxFileSec=1day" in told
    assert f"rotate {logs.KEPT_DAYS - 1}\n" in told
    assert f"{logs.KEPT_DAYS} days" in told


def test_in_development_a_person_reads_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_app(settings_in(tmp_path, development=True)).logger.error("look here")
    assert capsys.readouterr().err == "ERROR: look here\n"


def test_commands_keep_their_plain_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "content", "check"]
    database = tmp_path / "none.db"
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={"BATTKOMP_DATABASE": str(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_the_log_leaves_the_tests_own_alone(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    logs.init_app(app)
    app.logger.warning("seen by both")
    assert [record.message for record in caplog.records] == ["seen by both"]
