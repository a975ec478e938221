"""Thousands of clients that take their time, or come and go: the others are served all the same."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from battkomp.operations.server import HEADER_TIME, STOP_TIME
from battkomp.settings import Settings
from tests.support.clients import Answer, ask, slowest
from tests.support.masses import Mass, let_go
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, running
from tests.support.sites import load, settings_in

pytestmark = pytest.mark.serial

SLOW = 2000
GROWTH = 40_000  # kilobytes
PAGE = b"GET /nb/ HTTP/1.1\r\nHost: x\r\n\r\n"
PICTURE = b"GET /static/img/social-nb.png HTTP/1.1\r\nHost: x\r\n\r\n"
HEADERS = b"GET /nb/ HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 1000


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database with content."""
    settings = settings_in(tmp_path_factory.mktemp("masses"))
    load(settings)
    return settings


@pytest.fixture(scope="module")
def server(content: Settings) -> Iterator[Server]:
    """A site with one worker, which has answered every page once."""
    with running("wsgi:app", content.database) as server:
        for page in EVERY_PAGE * 2:
            ask(server.port, page)
        yield server


def visit(server: Server, seconds: float) -> list[Answer]:
    """Read the site as somebody does who knows nothing of the others."""
    answers, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        answers += [ask(server.port, page) for page in EVERY_PAGE]
        time.sleep(0.02)
    assert {answer.status for answer in answers} == {200}
    return answers


def read_one_byte(connection: socket.socket, _number: int) -> None:
    """Read as slowly as can be."""
    connection.recv(1)


def send_one_byte(connection: socket.socket, number: int) -> None:
    """Send a request as slowly as can be."""
    connection.send(HEADERS[number : number + 1])


@pytest.mark.parametrize("request_", [PAGE, PICTURE], ids=["page", "picture"])
def test_two_thousand_slow_readers_keep_nobody_waiting(server: Server, request_: bytes) -> None:
    with Mass(server.port, SLOW, sent=request_, do=read_one_byte):
        assert slowest(visit(server, seconds=2)) < 1


def test_thousands_who_ask_slowly_or_not_at_all_keep_nobody_waiting_and_are_let_go(
    server: Server,
) -> None:
    before = server.memory
    with Mass(server.port, 3000) as idle, Mass(server.port, SLOW, do=send_one_byte) as slow:
        assert slowest(visit(server, seconds=2)) < 1
        assert let_go(slow, HEADER_TIME + 5)
        assert let_go(idle, 5)
    assert slowest(visit(server, seconds=0.5)) < 1
    assert server.memory - before < GROWTH


def test_five_thousand_connections_that_come_and_go_leave_nothing_behind(server: Server) -> None:
    before, files = server.memory, server.files
    for number in range(5000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            if number % 2:
                connection.send(HEADERS[: number % len(HEADERS)])
    assert slowest(visit(server, seconds=0.5)) < 1
    assert server.memory - before < GROWTH
    assert server.files - files < 50


def test_one_who_asks_a_thousand_times_and_reads_nothing_stops_nobody(content: Settings) -> None:
    with running("wsgi:app", content.database) as server:
        ask(server.port, "/nb/")
        with Mass(server.port, 20) as mass:
            mass.send(PICTURE * 1000)
            assert slowest(visit(server, seconds=1)) < 1
            started = time.monotonic()
            server.process.terminate()
            server.process.wait(timeout=STOP_TIME + 5)
            assert time.monotonic() - started < STOP_TIME + 3
