"""Serves the site: `python -P battkomp/operations/server.py HOST PORT WORKERS [APP]`.

On a Unix socket: `python -P battkomp/operations/server.py unix:SOCKET WORKERS [APP]`.

`make run`, what is in `deploy`, the tests and whoever else serves the site start the server here,
so that what the tests find holds for all. Run as a file it is there at once, and its workers can be
replaced by those of another release, as its main process imports nothing of the site. Why the
numbers are what they are stands in docs/decisions/0016-standing-under-load.md.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import connection, parent_process
from multiprocessing.synchronize import Lock
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

CONNECTIONS = 8192  # per worker, idle ones included; the next one waits until another ends
OTHER_FILES = 256  # that a worker may have open: catalogs, the database, its own pipes
HEADER_TIME = 10  # seconds for the headers of a request, from the end of the one before
HEADER_SIZE = 32_768  # bytes
STOP_TIME = 5  # seconds for a worker to answer what it has been asked, when it is to stop
OVERLAP = 3.5  # seconds in which old and new workers serve, at a port, when they are replaced
MOST_WORKERS = 64
_UNIX = "unix:"
_USAGE = "Say where to serve: HOST PORT WORKERS [APP], or unix:SOCKET WORKERS [APP]."


@dataclass(frozen=True)
class Place:
    """Where a server is asked: at a port of a host, or on a Unix socket."""

    host: str = "127.0.0.1"
    port: int = 8000
    socket: Path | None = None

    def __str__(self) -> str:
        """Name it as the operator does."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{_UNIX}{self.socket}" if self.socket else f"http://{host}:{self.port}"


def server(place: Place, workers: int, app: str) -> AbstractServer[Any]:
    """Build the server of a WSGI application: `wsgi:app`, or `/a/path/wsgi.py:app`."""
    return Granian(
        app,
        address=place.host,
        port=place.port,
        uds=place.socket,
        uds_permissions=0o660,  # who serves the site, and a proxy in the same group
        workers=workers,
        interface=Interfaces.WSGI,
        # Who sends a form slowly holds one. Two or three hand Python over to each other all the
        # time; with more, as with one, they seldom do.
        blocking_threads=4,
        # Where it also speaks HTTP/2, Granian waits for ever for a client that says nothing at
        # all. Browsers and proxies speak HTTP/2 only where TLS is.
        http=HTTPModes.http1,
        websockets=False,
        backlog=4096,  # connections that wait to be taken: as many as Linux lets wait
        # Were a worker to run out of files, it would do nothing but try again.
        backpressure=open_files(CONNECTIONS + OTHER_FILES) - OTHER_FILES,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIME * 1000, max_buffer_size=HEADER_SIZE
        ),
        respawn_failed_workers=True,
        # A socket outlives the workers: requests wait in it, so that none is refused and no page is
        # of two releases. At a port, each worker listens for itself.
        respawn_interval=0 if place.socket else OVERLAP,
        workers_kill_timeout=STOP_TIME,  # a client that does not read would hold up the stop
        log_level=LogLevels.warning,
    )


def refuse_if_taken(place: Place) -> None:
    """Make sure that a server can listen at a place, and that nobody does.

    Granian lets several processes share a port, so that a second server beside a forgotten first
    would answer every other request.

    :raises OSError: if somebody does, or it cannot be listened at.
    """
    if place.socket is not None:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(place.socket))
        place.socket.unlink()
        return
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    socket.getaddrinfo(place.host, place.port, family)
    with socket.create_server((place.host, place.port), family=family):
        pass


def open_files(wanted: int) -> int:
    """Let this process and its workers have that many files open, or as many as they may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def load(refused: Lock, app: str) -> Any:
    """Import an application, in the worker that is to serve it.

    One that will not start says why by `SystemExit`. Then no worker is of use, and the server ends.

    :param refused: is taken by the worker that says so first.
    """
    # A copy of the main process's handler would have a worker that is starting not hear it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_the_main_process, daemon=True).start()
    module, _, name = app.rpartition(":")
    folder = Path.cwd()
    if module.endswith(".py"):
        file = Path(module).resolve()  # where a link leads now: to another release, perhaps
        folder, module = file.parent, file.stem
    sys.path.insert(0, str(folder))
    try:
        return getattr(import_module(module), name)
    except SystemExit as refusal:
        if refused.acquire(block=False):
            sys.stderr.write(f"{refusal}\n")
            sys.stderr.flush()
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(STOP_TIME)
        raise


def _end_with_the_main_process() -> None:
    """Stop where the main process has been killed; its port is wanted by the next one."""
    main_process = parent_process()
    if main_process is None:
        return
    connection.wait([main_process.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_TIME)
    os._exit(1)


def read(words: list[str]) -> tuple[Place, int, str]:
    """Return where an operator wants what served, and by how many workers.

    :raises ValueError: if that cannot be done.
    """
    is_socket = bool(words) and words[0].startswith(_UNIX)
    rest = words[1:] if is_socket else words[2:]
    if not 1 <= len(rest) <= 2 or words[0] in ("", _UNIX):
        raise ValueError(_USAGE)
    workers = _number("WORKERS", rest[0], MOST_WORKERS)
    app = rest[1] if rest[1:] else "wsgi:app"
    if is_socket:
        return Place(socket=Path(words[0].removeprefix(_UNIX))), workers, app
    return Place(words[0], _number("PORT", words[1], 65_535)), workers, app


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise ValueError(f"{name} must be a whole number from 1 to {most}, and not {text!r}.")
    return int(text)


def _reason(place: Place, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE and place.socket is not None:
        return f"There is {place.socket} already. Remove it, if no server listens on it."
    if error.errno == errno.EADDRINUSE:
        return f"Somebody listens on {place.host}:{place.port} already. Choose another PORT."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{place.host} is not an address of this machine. Choose another HOST."
    return f"{place} cannot be listened on: {os.strerror(error.errno or 0)}."


def main(words: list[str]) -> None:
    """Serve, unless somebody else is there."""
    try:
        place, workers, app = read(words)
    except ValueError as error:
        sys.exit(str(error))
    try:
        refuse_if_taken(place)
    except OSError as error:
        sys.exit(_reason(place, error))
    print(f"BattKOMP is at {place}", flush=True)  # noqa: T201  # to the operator
    refused = multiprocessing.Lock()
    server(place, workers, app).serve(target_loader=partial(load, refused))
    if not refused.acquire(block=False):
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
