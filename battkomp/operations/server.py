"""Serve the site with Granian: `python -P battkomp/operations/server.py ADDRESS WORKERS [APP]`.

`make run`, the files in `deploy` and the tests start the server with this file. Its main process
imports nothing of the site, so SIGHUP replaces the workers by those of another release. The limits
are explained in docs/decisions/0016-server-limits.md.
"""

import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from functools import partial
from importlib import import_module
from multiprocessing.synchronize import Lock
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

CONNECTIONS = 8192  # per worker, idle ones included; more wait in the backlog
OTHER_FILES = 256  # open files of a worker besides its connections
HEADER_TIME = 10  # seconds for the headers of a request, from the end of the request before
HEADER_SIZE = 32_768  # bytes
STOP_TIME = 5  # seconds for a worker to finish its requests when it is stopped
OVERLAP = 3.5  # seconds in which old and new workers both serve a port on reload
MOST_WORKERS = 64
UNIX = "unix:"


def parse_address(address: str) -> tuple[str, int, Path | None]:
    """Split `HOST:PORT` or `unix:SOCKET` into a host, a port and the path of a socket.

    :raises ValueError: if the address has neither form.
    """
    if address.startswith(UNIX):
        return "", 0, Path(address.removeprefix(UNIX))
    host, _, port = address.rpartition(":")
    if not host or not 0 < int(port) < 65_536:
        raise ValueError("no host, or no port from 1 to 65535")
    return host.strip("[]"), int(port), None


def resolved(host: str) -> str:
    """Return the IP address of a host, as Granian takes no names.

    :raises OSError: if there is no such host.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return str(socket.getaddrinfo(host, None, family)[0][4][0])


def check_is_free(host: str, port: int, path: Path | None) -> None:
    """Make sure that nothing listens at an address, and that this process can.

    Granian sets SO_REUSEPORT: a second server would silently share the port of the first.

    :raises OSError: if something listens there, or nothing can.
    """
    if path is not None:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(path))
        path.unlink()
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family):
        pass


def limit_open_files(wanted: int) -> int:
    """Set the number of files that this process, and each worker, may open; return it.

    It is lower than wanted if the hard limit is.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files


def connections_of(files: int) -> int:
    """Return the number of connections that a worker can have open.

    :param files: the number of files that a worker may open.
    :raises ValueError: if that is too low to serve the site.
    """
    if files < 2 * OTHER_FILES:
        raise ValueError(
            f"Each worker needs at least {2 * OTHER_FILES} open files, {CONNECTIONS + OTHER_FILES} "
            f"for all connections. The limit is {files}: raise it with `ulimit -n`."
        )
    return files - OTHER_FILES


def server(
    host: str, port: int, path: Path | None, workers: int, connections: int, app: str
) -> AbstractServer[Any]:
    """Configure Granian for a WSGI application such as `wsgi:app` or `/a/path/wsgi.py:app`.

    :param connections: the most that a worker has open.
    """
    return Granian(
        app,
        address=host,
        port=port,
        uds=path,
        uds_permissions=0o660,  # a proxy in the same group can connect
        workers=workers,
        interface=Interfaces.WSGI,
        # A slow upload occupies a thread. More threads only hand the GIL over more often.
        blocking_threads=4,
        # With HTTP/2 allowed, Granian does not limit the time to the first byte of a request.
        http=HTTPModes.http1,
        websockets=False,
        backlog=4096,  # Linux's usual limit (net.core.somaxconn)
        # Stay below the limit of open files: at the limit, the accept loop spins.
        backpressure=connections,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIME * 1000, max_buffer_size=HEADER_SIZE
        ),
        respawn_failed_workers=True,
        # Requests wait in a Unix socket during a reload. At a port, each worker has its own socket.
        respawn_interval=0 if path else OVERLAP,
        workers_kill_timeout=STOP_TIME,
        log_level=LogLevels.warning,
    )


def load(refused: Lock, app: str) -> Any:
    """Import the application in a worker.

    If the application refuses to start with SystemExit, such as for an invalid setting, print its
    message and stop the server: other workers would refuse, too.

    :param refused: acquired by the first worker that refuses.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the handler of the main process is inherited
    # All threads block the signals, so that the kernel cannot hand them to a thread of Granian's.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    threading.Thread(target=_wait_for_stop, args=[os.getppid()], daemon=True).start()
    module, _, name = app.rpartition(":")
    folder = Path.cwd()
    if module.endswith(".py"):
        file = Path(module).resolve()  # a link may lead to another release since the last start
        folder, module = file.parent, file.stem
    sys.path.insert(0, str(folder))
    try:
        return getattr(import_module(module), name)
    except SystemExit as refusal:
        if refused.acquire(block=False):
            click.echo(str(refusal), err=True)
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(STOP_TIME)
        raise


def _wait_for_stop(main_process: int) -> None:
    """Stop the worker on SIGTERM, or when the main process was killed.

    Works around a bug of Granian 2.8: its main thread waits on a lock, which a signal interrupts
    only if the kernel delivers it to that thread. This thread takes the signal, and calls Granian's
    handler.
    """
    while os.getppid() == main_process:
        taken = signal.sigtimedwait([signal.SIGTERM], 0.5)
        if taken and taken.si_signo == signal.SIGTERM:  # CPython returns rubbish after a SIGCONT
            break
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler):  # not while the application is imported
        handler(signal.SIGTERM, None)
        time.sleep(STOP_TIME)
    os._exit(1)


@click.command()
@click.argument("address")
@click.argument("workers", type=click.IntRange(1, MOST_WORKERS))
@click.argument("app", default="wsgi:app")
def main(address: str, workers: int, app: str) -> None:
    """Serve APP at ADDRESS, which is HOST:PORT or unix:SOCKET, with a number of WORKERS."""
    try:
        host, port, path = parse_address(address)
    except ValueError as error:
        raise click.BadParameter("this must be HOST:PORT or unix:SOCKET") from error
    try:
        host = host and resolved(host)
        check_is_free(host, port, path)
    except OSError as error:
        raise click.ClickException(f"Cannot listen at {address}: {error.strerror}") from error
    try:
        connections = connections_of(limit_open_files(CONNECTIONS + OTHER_FILES))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if connections < CONNECTIONS:
        click.echo(f"Warning: each worker has {connections} connections at most", err=True)
    click.echo(f"BattKOMP is at {address if path else f'http://{address}'}")
    refused = multiprocessing.Lock()
    server(host, port, path, workers, connections, app).serve(target_loader=partial(load, refused))
    if not refused.acquire(block=False):
        sys.exit(1)


if __name__ == "__main__":
    main()
