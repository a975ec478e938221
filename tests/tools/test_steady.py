"""The benchmark's requests at a steady pace: their timing, and the waiting time they report."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench import steady
from tests.bench.load import WrongAnswerError

pytestmark = pytest.mark.serial

CORE = min(os.sched_getaffinity(0))


class Server(ThreadingHTTPServer):
    """A server that notes requests, and may delay its first response."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths: list[str] = []
        self.first_delay = 0.0  # seconds
        self.status = 200

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Send empty responses."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:  # a name of the standard library
        time.sleep(0 if self.server.paths else self.server.first_delay)
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def test_requests_keep_their_pace_and_are_all_different(server: Server) -> None:
    before = os.sched_getaffinity(0)
    start = time.monotonic()
    assert steady.p95(server.url, ("/a", "/b"), 0.5, CORE) > 0
    assert time.monotonic() - start >= 0.48
    assert len(server.paths) == len(set(server.paths)) == 25
    assert {path.partition("?")[0] for path in server.paths} == {"/a", "/b"}
    assert os.sched_getaffinity(0) == before


def test_time_behind_a_slow_response_counts_as_waiting(server: Server) -> None:
    server.first_delay = 0.2
    assert steady.p95(server.url, ("/a",), 0.5, CORE) > 100


def test_a_wrong_status_is_refused(server: Server) -> None:
    server.status = 503
    with pytest.raises(WrongAnswerError, match="answers 503"):
        steady.p95(server.url, ("/a",), 0.5, CORE)
