"""Test the server with thousands of clients that are slow, idle, or come and go."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from battkomp.operations.server import HEADER_TIME, STOP_TIME, limit_open_files
from tests.support.clients import ask
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, running, until

pytestmark = pytest.mark.serial

OPEN_FILES = 8192
READERS = 1000
SENDERS = IDLE = 2000
GROWTH = 60_000  # kilobytes
PAGE = b"GET /nb/ HTTP/1.1\r\nHost: x\r\n\r\n"
PICTURE = b"GET /static/img/social-nb.png HTTP/1.1\r\nHost: x\r\n\r\n"
HEADERS = b"GET /nb/ HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 1000


class Mass:
    """Connections that are opened together and held until the end of a block by one thread.

    :param sent: bytes that each sends at the start.
    :param do: called with each connection about once a second; may raise OSError.
    """

    def __init__(
        self,
        port: int,
        size: int,
        sent: bytes = b"",
        do: Callable[[socket.socket, int], object] = lambda *_: None,
    ) -> None:
        self._port, self._size, self._sent, self._do = port, size, sent, do
        self.connections: list[socket.socket] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> Mass:
        for _ in range(self._size):
            connection = socket.socket()
            self.connections.append(connection)
            # The smallest buffer that Linux allows.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.settimeout(5)
            connection.connect(("127.0.0.1", self._port))
            connection.sendall(self._sent)
            connection.setblocking(False)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        for connection in self.connections:
            connection.close()

    def is_let_go(self) -> bool:
        """Tell whether the server has closed every connection."""
        return not any(map(is_open, self.connections))

    def _go_on(self) -> None:
        for number in count():
            if self._done.wait(1):
                return
            for connection in self.connections:
                with suppress(OSError):  # closed or full
                    self._do(connection, number)


def is_open(connection: socket.socket) -> bool:
    """Tell whether the server keeps a connection open."""
    try:
        return connection.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


@pytest.fixture(scope="module", autouse=True)
def _prepare(server: Server) -> None:
    """Let this process hold a socket for each client, and ask for every page once."""
    limit_open_files(OPEN_FILES)
    for page in EVERY_PAGE * 2:
        ask(server.port, page)


def visit(server: Server, seconds: float) -> float:
    """Request every page over and over; return the seconds in which 99 % of the answers arrived."""
    answers, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        answers += [ask(server.port, page) for page in EVERY_PAGE]
        time.sleep(0.02)
    assert {answer.status for answer in answers} == {200}
    times = sorted(answer.seconds for answer in answers)
    return times[int(0.99 * (len(times) - 1))]


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
        assert visit(server, seconds=2) < 1
        until(senders.is_let_go, HEADER_TIME + 5)
        until(idle.is_let_go, 5)
    assert visit(server, seconds=0.5) < 1
    assert server.memory - before < GROWTH


def test_five_thousand_short_connections_leave_no_memory_or_files(server: Server) -> None:
    before, files = server.memory, server.files
    for number in range(5000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            if number % 2:
                connection.send(HEADERS[: number % len(HEADERS)])
    assert visit(server, seconds=0.5) < 1
    assert server.memory - before < GROWTH
    assert server.files - files < 50


def test_a_client_that_reads_nothing_delays_neither_others_nor_the_stop(database: Path) -> None:
    with running("wsgi:app", database) as server:
        ask(server.port, "/nb/")
        with Mass(server.port, 20) as mass:
            for connection in mass.connections:
                with suppress(BlockingIOError):  # the server has stopped reading
                    connection.sendall(PICTURE * 1000)
            assert visit(server, seconds=1) < 1
            started = time.monotonic()
            server.process.terminate()
            server.process.wait(timeout=STOP_TIME + 5)
            assert time.monotonic() - started < STOP_TIME + 3
