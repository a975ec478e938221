"""The real server: whatever bytes reach it, it stands."""

from __future__ import annotations

import re
import resource
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from battkomp.operations.server import Place, open_files, refuse_if_taken
from tests.support.servers import STARTER, free_port


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


def start(*words: str) -> tuple[int, str]:
    """Start a server that is to end at once; return its status and what it says is wrong."""
    line = [sys.executable, "-P", str(STARTER), *words]
    ended = subprocess.run(line, capture_output=True, text=True, check=False, timeout=20)
    return ended.returncode, ended.stderr


def test_a_second_server_at_the_same_port_says_so_and_ends(real_server: str) -> None:
    status, said = start("127.0.0.1", str(urlsplit(real_server).port), "1")
    assert status == 1
    assert re.fullmatch(r"Somebody listens on .* already\. Choose another PORT\.\n", said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("256.1.1.1 8000 1", "256.1.1.1 is not an address of this machine. Choose another HOST."),
        ("192.0.2.1 8000 1", "192.0.2.1 is not an address of this machine. Choose another HOST."),
        ("127.0.0.1 abc 1", "PORT must be a whole number from 1 to 65535, and not 'abc'."),
        ("127.0.0.1 99999 1", "PORT must be a whole number from 1 to 65535, and not '99999'."),
        ("127.0.0.1 8000 none", "WORKERS must be a whole number from 1 to 64, and not 'none'."),
        ("unix:/nowhere/x 1", "unix:/nowhere/x cannot be listened on: No such file or directory."),
        ("unix:/dev/null 1", "There is /dev/null already. Remove it, if no server listens on it."),
        ("127.0.0.1", "Say where to serve: HOST PORT WORKERS [APP], or unix:SOCKET WORKERS [APP]."),
        ("unix: 1", "Say where to serve: HOST PORT WORKERS [APP], or unix:SOCKET WORKERS [APP]."),
    ],
)
def test_a_place_where_nothing_can_be_served_is_named_in_a_sentence(words: str, said: str) -> None:
    assert start(*words.split()) == (1, f"{said}\n")


def test_a_server_takes_no_more_connections_than_it_may_have_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, soft), hard))
    try:
        assert open_files(1000) == 1000
        assert open_files(2000) == 2000
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (2000, hard)
        if hard != resource.RLIM_INFINITY:
            assert open_files(hard + 1) == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_port_that_somebody_listens_on_is_not_free(real_server: str) -> None:
    port = urlsplit(real_server).port
    assert port is not None
    with pytest.raises(OSError, match="in use"):
        refuse_if_taken(Place("127.0.0.1", port))
    refuse_if_taken(Place("127.0.0.1", free_port()))
