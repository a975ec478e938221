"""Test the server with thousands of clients that are slow, idle, or come and go."""

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

READERS = 1000
SENDERS = IDLE = 2000
GROWTH = 60_000  # kilobytes
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
    """Request every page over and over, as an ordinary client."""
    answers, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        answers += [ask(server.port, page) for page in EVERY_PAGE]
        time.sleep(0.02)
    assert {answer.status for answer in answers} == {200}
    return answers


def read_one_byte(connection: socket.socket, _number: int) -> None:
    """Read one byte."""
    connection.recv(1)


def send_one_byte(connection: socket.socket, number: int) -> None:
    """Send the next byte of a request."""
    connection.send(HEADERS[number : number + 1])


def test_slow_clients_do_not_delay_others_and_are_disconnected(server: Server) -> None:
    before = server.memory
    with (
        Mass(server.port, READERS, sent=PAGE, do=read_one_byte),
        Mass(server.port, READERS, sent=PICTURE, do=read_one_byte),
        Mass(server.port, SENDERS, do=send_one_byte) as senders,
        Mass(server.port, IDLE) as idle,
    ):
        assert slowest(visit(server, seconds=2)) < 1
        assert let_go(senders, HEADER_TIME + 5)
        assert let_go(idle, 5)
    assert slowest(visit(server, seconds=0.5)) < 1
    assert server.memory - before < GROWTH


def test_five_thousand_short_connections_leave_no_memory_or_files(server: Server) -> None:
    before, files = server.memory, server.files
    for number in range(5000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            if number % 2:
                connection.send(HEADERS[: number % len(HEADERS)])
    assert slowest(visit(server, seconds=0.5)) < 1
    assert server.memory - before < GROWTH
    assert server.files - files < 50


def test_a_client_that_reads_nothing_delays_neither_others_nor_the_stop(content: Settings) -> None:
    with running("wsgi:app", content.database) as server:
        ask(server.port, "/nb/")
        with Mass(server.port, 20) as mass:
            mass.send(PICTURE * 1000)
            assert slowest(visit(server, seconds=1)) < 1
            started = time.monotonic()
            server.process.terminate()
            server.process.wait(timeout=STOP_TIME + 5)
            assert time.monotonic() - started < STOP_TIME + 3
