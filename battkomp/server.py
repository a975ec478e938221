"""Serves the site: `python -P battkomp/server.py HOST PORT WORKERS [APP]`.

`make run`, the tests and whoever else serves the site start the server here, so that what the
tests find holds for all. Run as a file it is there at once, as its main process imports nothing of
the site. Why the numbers are what they are stands in docs/decisions/0016-standing-under-load.md.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import threading
import time
from importlib import import_module
from multiprocessing import connection, parent_process
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


def server(host: str, port: int, workers: int, app: str) -> AbstractServer[Any]:
    """Build the server of a WSGI application, such as `wsgi:app`."""
    return Granian(
        app,
        address=host,
        port=port,
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
        workers_kill_timeout=STOP_TIME,  # a client that does not read would hold up the stop
        log_level=LogLevels.warning,
    )


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens on a port.

    Granian lets several processes share one, so that a second server beside a forgotten first
    would answer every other request.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False


def open_files(wanted: int) -> int:
    """Let this process and its workers have that many files open, or as many as they may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def load(app: str) -> Any:
    """Import an application, in the worker that is to serve it."""
    threading.Thread(target=_end_with_the_main_process, daemon=True).start()
    sys.path.insert(0, os.getcwd())
    module, _, name = app.partition(":")
    return getattr(import_module(module), name)


def _end_with_the_main_process() -> None:
    """Stop where the main process has been killed; its port is wanted by the next one."""
    main_process = parent_process()
    if main_process is None:
        return
    connection.wait([main_process.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_TIME)
    os._exit(1)


def main(host: str, port: str, workers: str, app: str = "wsgi:app") -> None:
    """Serve, unless somebody else is at the port."""
    if not is_free(host, int(port)):
        sys.exit(f"Somebody listens on {host}:{port} already. Choose another PORT.")
    print(f"BattKOMP is at http://{host}:{port}", flush=True)  # noqa: T201  # to the operator
    server(host, int(port), int(workers), app).serve(target_loader=load)


if __name__ == "__main__":
    main(*sys.argv[1:])
