"""The real server: whatever bytes reach it, it stands."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from battkomp.server import is_free
from tests.support.servers import free_port


def exchange(server: str, sent: bytes) -> bytes:
    """Send bytes to the server, and return the beginning of what it answers."""
    parts = urlsplit(server)
    with socket.create_connection((parts.hostname, parts.port), timeout=1) as connection:
        connection.sendall(sent)
        try:
            return connection.recv(64)
        except TimeoutError:  # the server waits for the rest
            return b""


REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/%ff%fe?q=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /static/../pyproject.toml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET //nb//styret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /no/%0d%0aX:%20y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET http://other.example/nb/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/ HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"GET /nb/ HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    b"GET /nb/ HTTP/1.0\r\n\r\n",
    b"BREW /nb/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /nb/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\xff\xff",
    b"POST /nb/ HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nConnection: close\r\n\r\nshort",
    b"GET /nb/ HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff\xfe\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10_240 + b"\r\nConnection: close\r\n\r\n",
    b"GET /nb/ HTTP/9.9\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
    b"\r\n\r\n",
    b"nonsense\r\n\r\n",
]


@pytest.mark.parametrize("sent", REQUESTS, ids=lambda sent: repr(sent[:40]))
def test_no_bytes_make_the_server_fail(real_server: str, sent: bytes) -> None:
    answer = exchange(real_server, sent)
    assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), answer
    assert exchange(real_server, REQUESTS[0]).startswith(b"HTTP/1.1 302")


def test_a_port_that_somebody_listens_on_is_not_free(real_server: str) -> None:
    port = urlsplit(real_server).port
    assert port is not None
    assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", free_port())
