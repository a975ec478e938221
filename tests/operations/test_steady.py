"""The benchmark's visitors at a steady pace: how they come, and what counts as their wait."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from tests.bench import steady
from tests.bench.load import WrongAnswerError

pytestmark = pytest.mark.serial


class Counter(BaseHTTPRequestHandler):
    """Answers at once, but for the first, which takes a while."""

    protocol_version = "HTTP/1.1"
    status = 200
    first = 0.2  # seconds
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:  # a name of the standard library
        time.sleep(0 if self.asked else self.first)
        self.asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def counter() -> Iterator[tuple[str, type[Counter]]]:
    """A server that counts, and its address."""

    class Own(Counter):
        asked: ClassVar[list[str]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", Own
        server.shutdown()


def test_a_steady_pace_is_kept_and_nothing_asked_for_twice(
    counter: tuple[str, type[Counter]],
) -> None:
    address, handler = counter
    handler.first = 0
    before = os.sched_getaffinity(0)
    start = time.monotonic()
    found = steady.p95(address, ("/a", "/b"), 0.5, min(before))
    assert found > 0
    assert time.monotonic() - start >= 0.48
    assert len(handler.asked) == len(set(handler.asked)) == 25
    assert {one.partition("?")[0] for one in handler.asked} == {"/a", "/b"}
    assert os.sched_getaffinity(0) == before


def test_who_has_to_wait_for_the_one_before_is_counted_as_waiting(
    counter: tuple[str, type[Counter]],
) -> None:
    address, _handler = counter
    assert steady.p95(address, ("/a",), 0.5, min(os.sched_getaffinity(0))) > 100


def test_a_wrong_answer_at_a_steady_pace_is_refused(counter: tuple[str, type[Counter]]) -> None:
    address, handler = counter
    handler.status = 503
    with pytest.raises(WrongAnswerError, match="answers 503"):
        steady.p95(address, ("/a",), 0.5, min(os.sched_getaffinity(0)))
