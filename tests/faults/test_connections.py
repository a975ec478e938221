"""Test connections that break off, half-close, or pipeline requests."""

import re
import socket
import struct
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.support.clients import ask
from tests.support.pages import EVERY_PAGE

pytestmark = pytest.mark.full

RESET = struct.pack("ii", 1, 0)  # linger for no time: close by a reset


@pytest.fixture
def port(real_server: str) -> int:
    """The port of the server."""
    return urlsplit(real_server).port or 0


def connect(port: int) -> socket.socket:
    """Connect to the server."""
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def request(address: str, *headers: str) -> bytes:
    """Return a GET request."""
    lines = [f"GET {address} HTTP/1.1", "Host: x", *headers, "", ""]
    return "\r\n".join(lines).encode()


def read_to_the_end(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_client_disconnect_during_a_request_or_an_answer_does_not_affect_others(port: int) -> None:
    whole = request("/en/board", "X-Header: a value of some length")
    pictures = request("/static/img/social-nb.png") * 3
    for sent in (whole[:1], whole[:10], whole[:40], whole[:61], whole, pictures):
        for _ in range(50):
            with connect(port) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                connection.sendall(sent)
                if sent == pictures:
                    assert connection.recv(1) == b"H"
        assert ask(port, "/en/board").status == 200, sent


def test_a_half_closed_connection_gets_the_whole_answer_or_none(port: int) -> None:
    """Granian may close the connection when the client closes its side."""
    whole = request("/en/board", "Connection: close")
    for sent, status, end in ((whole, b"200", b"</html>"), (whole[:20], b"400", b"")):
        with connect(port) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = read_to_the_end(connection)
        is_whole = answer.startswith(b"HTTP/1.1 " + status) and answer.rstrip().endswith(end)
        assert answer == b"" or is_whole


def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    addresses = EVERY_PAGE * 3
    with connect(port) as connection:
        connection.sendall(b"".join(map(request, addresses[:-1])))
        connection.sendall(request(addresses[-1], "Connection: close"))
        answers = read_to_the_end(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == len(addresses)
    canonical = re.findall(rb'<link rel="canonical" href="http://x([^"]*)"', answers)
    assert canonical == [address.encode() for address in addresses]


def test_a_connection_is_reused_after_every_kind_of_answer(port: int) -> None:
    asked: list[tuple[str, str, dict[str, str], int]] = [
        ("GET", "/en/board", {}, 200),
        ("GET", "/en/board", {"If-None-Match": '"x"', "Range": "bytes=0-9"}, 200),
        ("GET", "/no", {}, 301),
        ("GET", "/en/nothing", {}, 404),
        ("HEAD", "/en/board", {}, 200),
        ("POST", "/en/board", {}, 405),
        ("GET", "/healthz", {}, 200),
    ]
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.connect()
    connection.auto_open = 0  # fail if the server has closed the connection
    for method, address, headers, status in asked:
        connection.request(method, address, "a=b" if method == "POST" else None, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status, (method, address)
    connection.close()
