"""The server: it survives malformed requests, refuses bad addresses, and stops when told to."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from battkomp.operations.server import STOP_TIME, limit_open_files, parse_address
from tests.support.clients import ask
from tests.support.servers import STARTER, Server, free_port, running, until
from tests.support.sites import load, settings_in


def exchange(server: str, sent: bytes) -> bytes:
    """Send bytes to the server, and return the start of its response."""
    parts = urlsplit(server)
    with socket.create_connection((parts.hostname, parts.port), timeout=1) as connection:
        connection.sendall(sent)
        try:
            return connection.recv(64)
        except TimeoutError:  # the server waits for the rest
            return b""


# `tests/http/test_malformed.py` has the paths and headers that the application reads.
REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nb/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
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


def test_malformed_requests_do_not_make_the_server_fail(real_server: str) -> None:
    for sent in REQUESTS:
        answer = exchange(real_server, sent)
        assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), sent[:40]
        assert exchange(real_server, REQUESTS[0]).startswith(b"HTTP/1.1 302"), sent[:40]


def start(*words: str, files: int = 8448) -> tuple[int, str]:
    """Start a server that is expected to end at once; return its exit status and its error."""
    line = ["prlimit", f"--nofile={files}:{files}", sys.executable, "-P", str(STARTER), *words]
    ended = subprocess.run(line, capture_output=True, text=True, check=False, timeout=20)
    return ended.returncode, ended.stderr.splitlines()[-1]


def test_an_address_that_cannot_be_served_is_refused(real_server: str) -> None:
    taken = f"127.0.0.1:{urlsplit(real_server).port}"
    refusals = {
        taken: "Address already in use",
        "256.1.1.1:8000": "Name or service not known",
        "192.0.2.1:8000": "Cannot assign requested address",
        "unix:/nowhere/x": "No such file or directory",
        "unix:/dev/null": "Address already in use",
    }
    for address, reason in refusals.items():
        status, error = start(address, "1")
        assert status == 1
        assert error.partition(" (")[0] == f"Error: Cannot listen at {address}: {reason}"
    for address in ("127.0.0.1", "127.0.0.1:abc", "127.0.0.1:99999", ":8000"):
        status, error = start(address, "1")
        assert (status, error) == (2, "Error: Invalid value: this must be HOST:PORT or unix:SOCKET")


def test_addresses_name_a_port_or_a_socket() -> None:
    assert parse_address("127.0.0.1:8000") == ("127.0.0.1", 8000, None)
    assert parse_address("[::1]:8000") == ("::1", 8000, None)
    assert parse_address("unix:/run/site.sock")[2] == Path("/run/site.sock")


def test_a_server_takes_no_more_connections_than_it_may_open_files() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        assert limit_open_files(1000) == 1000
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (1000, before[1])
        if before[1] != resource.RLIM_INFINITY:
            assert limit_open_files(before[1] + 1) == before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_too_few_open_files_are_refused() -> None:
    status, error = start(f"127.0.0.1:{free_port()}", "1", files=511)
    assert status == 1
    assert error.startswith("Error: Each worker needs at least 512 open files, 8448 for all")
    assert "The limit is 511" in error


def threads_that_take(server: Server, number: signal.Signals) -> int:
    """Count the threads of the first worker that do not block a signal."""
    tasks = Path(f"/proc/{server.workers[0]}/task").glob("*/status")
    masks = [int(task.read_text().partition("SigBlk:")[2].split()[0], 16) for task in tasks]
    assert len(masks) > 3
    return sum(not mask >> (number - 1) & 1 for mask in masks)


def test_one_thread_of_a_worker_takes_the_signal_to_stop(tmp_path: Path) -> None:
    """Or the kernel could hand it to a thread that does not wake Granian's."""
    settings = settings_in(tmp_path)
    load(settings)
    with running("wsgi:app", settings.database) as server:
        assert ask(server.port, "/nb/").status == 200
        assert threads_that_take(server, signal.SIGTERM) == 1
        worker = server.workers[0]
        os.kill(worker, signal.SIGSTOP)
        time.sleep(1)
        os.kill(worker, signal.SIGCONT)
        time.sleep(0.5)
        assert worker in server.workers, "a pause is not a signal to stop"
        os.kill(worker, signal.SIGTERM)
        until(lambda: worker not in server.workers, STOP_TIME)
