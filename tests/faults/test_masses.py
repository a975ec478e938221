"""Test the server with thousands of clients that are slow, idle, or come and go."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from battkomp.operations.server import HEADER_TIME, STOP_TIME, limit_open_files
from tests.support.clients import ask
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, running, until

pytestmark = [pytest.mark.full, pytest.mark.serial]

OPEN_FILES = 8192
READERS = 1000
SENDERS = IDLE = 2000
GROWTH = 60_000  # kilobytes
PAGE = b"GET /nb/ HTTP/1.1\r\nHost: x\r\n\r\n"
PICTURE = b"GET /static/img/social-nb.png HTTP/1.1\r\nHost: x\r\n\r\n"
HEADERS = b"GET /nb/ HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 1000


def connected(port: int) -> socket.socket:
    """Connect to a port, with the smallest buffer that Linux allows."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    connection.settimeout(5)
    connection.connect(("127.0.0.1", port))
    return connection


@contextmanager
def mass(
    port: int,
    size: int,
    sent: bytes = b"",
    do: Callable[[socket.socket, int], object] = lambda *_: None,
) -> Iterator[list[socket.socket]]:
    """Open connections together, and hold them until the end of the block by one thread.

    :param sent: bytes that each sends at the start.
    :param do: called with each connection about once a second; may raise OSError.
    """
    done = threading.Event()

    def go_on() -> None:
        for number in count():
            if done.wait(1):
                return
            for connection in connections:
                with suppress(OSError):  # closed or full
                    do(connection, number)

    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        connections = [stack.enter_context(connected(port)) for _ in range(size)]
        for connection in connections:
            connection.sendall(sent)
            connection.setblocking(False)
        work = pool.submit(go_on)
        try:
            yield connections
        finally:
            done.set()
            work.result()


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


def test_slow_clients_do_not_delay_others_and_are_disconnected(server: Server) -> None:
    before = server.memory
    with (
        mass(server.port, READERS, sent=PAGE, do=lambda one, _: one.recv(1)),
        mass(server.port, READERS, sent=PICTURE, do=lambda one, _: one.recv(1)),
        mass(server.port, SENDERS, do=lambda one, n: one.send(HEADERS[n : n + 1])) as senders,
        mass(server.port, IDLE) as idle,
    ):
        assert visit(server, seconds=2) < 1
        until(lambda: not any(map(is_open, senders)), HEADER_TIME + 5)
        until(lambda: not any(map(is_open, idle)), 5)
    assert visit(server, seconds=0.5) < 1
    # The allocator gives memory back little by little, and only while requests come.
    until(lambda: bool(visit(server, seconds=0.5)) and server.memory - before < GROWTH, 10)


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
        with mass(server.port, 20) as connections:
            for connection in connections:
                with suppress(BlockingIOError):  # the server has stopped reading
                    connection.sendall(PICTURE * 1000)
            assert visit(server, seconds=1) < 1
            started = time.monotonic()
            server.process.terminate()
            server.process.wait(timeout=STOP_TIME + 5)
            assert time.monotonic() - started < STOP_TIME + 3
