"""Test connections that break off, half-close, or pipeline requests."""

from __future__ import annotations

import re
import socket
import struct
from urllib.parse import urlsplit

from tests.support.clients import ask
from tests.support.pages import EVERY_PAGE

RESET = struct.pack("ii", 1, 0)  # linger for no time: close by a reset


def connect(server: str) -> socket.socket:
    """Connect to the server."""
    return socket.create_connection(("127.0.0.1", port_of(server)), timeout=5)


def port_of(server: str) -> int:
    """Return the port of a server's address."""
    port = urlsplit(server).port
    assert port is not None
    return port


def request(address: str, *headers: str) -> bytes:
    """Return a GET request."""
    lines = [f"GET {address} HTTP/1.1", "Host: x", *headers, "", ""]
    return "\r\n".join(lines).encode()


def read_to_the_end(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_client_disconnect_during_a_request_does_not_affect_others(real_server: str) -> None:
    whole = request("/en/board", "X-Header: a value of some length")
    for sent in (1, 10, 40, 61, len(whole)):
        for _ in range(50):
            with connect(real_server) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                connection.sendall(whole[:sent])
        assert ask(port_of(real_server), "/en/board").status == 200, sent


def test_client_disconnect_during_an_answer_does_not_affect_others(real_server: str) -> None:
    for _ in range(100):
        with connect(real_server) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.sendall(request("/static/img/social-nb.png") * 3)
            assert connection.recv(1) == b"H"
    assert ask(port_of(real_server), "/en/board").status == 200


def test_a_half_closed_connection_gets_the_whole_answer_or_none(real_server: str) -> None:
    """Granian may close the connection when the client closes its side."""
    with connect(real_server) as connection:
        connection.sendall(request("/en/board", "Connection: close"))
        connection.shutdown(socket.SHUT_WR)
        answer = read_to_the_end(connection)
    assert answer == b"" or answer.rstrip().endswith(b"</html>")


def test_a_connection_with_half_a_request_is_closed(real_server: str) -> None:
    with connect(real_server) as connection:
        connection.sendall(request("/en/board")[:20])
        connection.shutdown(socket.SHUT_WR)
        answer = read_to_the_end(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_pipelined_requests_are_answered_in_order(real_server: str) -> None:
    addresses = EVERY_PAGE * 3
    with connect(real_server) as connection:
        connection.sendall(b"".join(map(request, addresses[:-1])))
        connection.sendall(request(addresses[-1], "Connection: close"))
        answers = read_to_the_end(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == len(addresses)
    canonical = re.findall(rb'<link rel="canonical" href="http://x([^"]*)"', answers)
    assert canonical == [address.encode() for address in addresses]


def test_a_connection_is_reused_after_every_kind_of_answer(real_server: str) -> None:
    asked = [
        (request("/en/board"), 200),
        (request("/en/board", 'If-None-Match: "x"', "Range: bytes=0-9"), 200),
        (request("/no"), 301),
        (request("/en/nothing"), 404),
        (b"HEAD /en/board HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (b"POST /en/board HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b", 405),
        (request("/healthz"), 200),
    ]
    with connect(real_server) as connection:
        for sent, status in asked:
            connection.sendall(sent)
            head = read_an_answer(connection, has_body=not sent.startswith(b"HEAD"))
            assert head.startswith(f"HTTP/1.1 {status}".encode()), (sent, head)


def read_an_answer(connection: socket.socket, *, has_body: bool) -> bytes:
    """Read exactly one answer, and return its head."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, "the connection was closed"
        head += byte
    found = re.search(rb"content-length: (\d+)", head)
    left = int(found[1]) if found and has_body else 0
    while left:
        left -= len(connection.recv(left))
    return head
