"""Send random requests to the application, and to the real server, some of them damaged."""

import random
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.util import is_hop_by_hop

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from battkomp import create_app
from battkomp.http.layers import HEADERS
from tests.support.clients import UNDONE, ask
from tests.support.fuzz import Request, made_of, spoilt
from tests.support.servers import Server
from tests.support.sites import load, settings_in

pytestmark = pytest.mark.full

SEED = "2021-10-27"
REQUESTS = 12_000
ROW = 5  # pipelined requests per connection
# Kilobytes: every page for the first time, in each of four threads, and a full cache.
GROWTH = 60_000
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POLICY = b"content-security-policy: default-src 'none'"


def check(app: Flask, request: Request) -> None:
    """Call an application as a WSGI server does, and check its answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        started.append((status, headers))

    parts = app(request.environ, start)
    assert isinstance(parts, list), "a slow reader would hold a thread"
    ((status, headers),) = started
    body, named = b"".join(parts), Headers(headers)
    assert re.fullmatch(r"[1234]\d\d [\x20-\x7e]+", status), status
    assert_valid(headers, request)
    if request.method == "HEAD" or status.startswith("304"):
        assert body == b""
    elif "Content-Length" in named:
        assert int(named["Content-Length"]) == len(body)
    # Werkzeug's own pages for redirects and ranges omit end tags, as HTML allows.
    if (
        body
        and not status.startswith(("3", "416"))
        and named["Content-Type"].startswith("text/html")
    ):
        # The last one says who may embed the answer, by its address.
        assert all(named[name] == value for name, value in HEADERS[:-1])
        text = UNDONE[named.get("Content-Encoding", "identity")](body).decode()
        assert text.rstrip().endswith(("</html>", "</main>"))
        assert "<script>" not in text


def assert_valid(headers: list[tuple[str, str]], request: Request) -> None:
    """Check that the headers are valid (PEP 3333), and redirect to this site only."""
    for name, value in headers:
        assert re.fullmatch(r"[\w-]+", name), name
        assert re.fullmatch(r"[\x20-\x7e]*", value), (name, value)
        assert not is_hop_by_hop(name), name
        assert name.lower() != "set-cookie"
        if name.lower() == "location":
            own = f"http://{dict(request.headers)['Host'].removesuffix(':80')}/"
            assert value.startswith(own) or re.match(r"/(?![/\\])", value), value


@pytest.mark.parametrize(("proxies", "count"), [(0, 8_000), (1, 2_000)])
def test_random_requests_get_valid_answers(tmp_path: Path, proxies: int, count: int) -> None:
    settings = settings_in(tmp_path, proxies=proxies)
    load(settings)
    app = create_app(settings)
    for number in range(count):
        seed = f"{SEED}/{proxies}/{number}"
        request = made_of(seed)
        try:
            check(app, request)
        except Exception as error:
            raise AssertionError(f"made_of({seed!r}): {request}") from error


def test_random_requests_are_answered_or_their_connection_closed(server: Server) -> None:
    before = server.memory
    seeds = [f"{SEED}/wire/{number}" for number in range(REQUESTS // ROW)]
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
    received, is_closed = b"", True
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.settimeout(0.3 if is_spoilt else 5)
        try:
            connection.sendall(b"".join([*sent, LAST]))
            while chunk := connection.recv(65_536):
                received += chunk
        except TimeoutError:
            is_closed = False
        except OSError:  # the server closed the connection early
            pass
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
