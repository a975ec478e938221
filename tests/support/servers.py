"""The real server, as `make run` starts it, for tests that need one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from battkomp.settings import ROOT
from tests.support.sites import load, settings_in

START = 20.0  # seconds that a server may take to start


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(app: str, port: int) -> list[str]:
    """Return the command that serves a WSGI application, as `make run` has it."""
    start = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    return [*start, "--blocking-threads", "2", "--no-ws", "--log-level", "warning", app]


@contextmanager
def running(
    start: list[str], port: int, variables: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block, which is entered when it answers at /healthz."""
    process = subprocess.Popen(start, cwd=ROOT, env=os.environ | dict(variables or {}))
    try:
        _wait_for(process, port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def serving(app: str, database: Path, port: int | None = None) -> Iterator[str]:
    """Serve a WSGI application until the end of the block; give the address it is at."""
    port = port or free_port()
    with running(command(app, port), port, {"BATTKOMP_DATABASE": str(database)}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving_files(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder as Python's own server of files does; give the address it is at."""
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    command += ["--directory", str(folder), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(process, port, "/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def serving_the_seed(app: str, folder: Path) -> Iterator[str]:
    """Serve a WSGI application with the content that ships, from a database in `folder`."""
    settings = settings_in(folder)
    load(settings)
    with serving(app, settings.database) as address:
        yield address


def _wait_for(process: subprocess.Popen[bytes], port: int, address: str = "/healthz") -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server has stopped"
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", address)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the server did not start")
