"""Send random requests to the real server, some of them damaged."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.support.clients import ask
from tests.support.fuzz import made_of, spoilt
from tests.support.servers import Server, running
from tests.support.sites import load, settings_in

SEED = "2021-10-27/wire"
ROW = 5  # pipelined requests per connection
# Kilobytes: every page for the first time, in each of four threads, and a full cache.
GROWTH = 60_000
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POLICY = b"content-security-policy: default-src 'none'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site of its own, on the real server."""
    settings = settings_in(tmp_path_factory.mktemp("wire"))
    load(settings)
    with running("wsgi:app", settings.database) as server:
        yield server


@pytest.mark.parametrize("count", [800, pytest.param(12_000, marks=pytest.mark.full)])
def test_random_requests_are_answered_or_their_connection_closed(
    server: Server, count: int
) -> None:
    before = server.memory
    seeds = [f"{SEED}/{number}" for number in range(count // ROW)]
    with ThreadPoolExecutor(8) as pool:
        complaints = pool.map(partial(complaint_of, server), seeds)
        for seed, complaint in zip(seeds, complaints, strict=True):
            assert not complaint, f"{seed!r}: {complaint}"
    assert server.process.poll() is None
    assert ask(server.port, "/nb/").status == 200
    grown = server.memory - before
    assert grown < GROWTH, grown


def complaint_of(server: Server, seed: str) -> str | None:
    """Send a row of requests, one perhaps damaged; return the first fault of the answers."""
    chance = random.Random(seed)
    requests = [made_of(f"{seed}/{number}") for number in range(ROW)]
    sent = [request.wire for request in requests]
    is_spoilt = chance.random() < 0.5
    if is_spoilt:
        cut = chance.randrange(ROW)
        sent[cut] = spoilt(requests[cut], chance)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.settimeout(0.3 if is_spoilt else 5)
        received, is_closed = exchange(connection, b"".join([*sent, LAST]))
    heads = re.findall(rb"HTTP/1\.[01] (\d\d\d)[^\r]*\r\n(.*?)\r\n\r\n", received, re.DOTALL)
    for status, head in heads:
        if status.startswith(b"5") and status not in (b"501", b"505"):
            return f"status {status.decode()}"
        if b"content-type: text/html" in head and POLICY not in head:
            return "a page without a policy"
    if is_spoilt:
        return None
    if not is_closed:
        return "the server hangs"
    # Refusals by Granian itself have no policy, and close the connection.
    is_refused = bool(heads) and POLICY not in heads[-1][1]
    return None if is_refused or len(heads) == ROW + 1 else f"only {len(heads)} answers"


def exchange(connection: socket.socket, sent: bytes) -> tuple[bytes, bool]:
    """Send bytes; return the answer, and whether the server has closed the connection."""
    received = b""
    try:
        connection.sendall(sent)
        while chunk := connection.recv(65_536):
            received += chunk
    except TimeoutError:
        return received, False
    except OSError:  # the server closed the connection early
        return received, True
    return received, True
