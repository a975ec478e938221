"""Run the real server as `make run` does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

from battkomp.operations.server import check_is_free
from battkomp.settings import ROOT
from tests.support.sites import load, settings_in

START = 60.0  # seconds to wait for a server to start
STARTER = ROOT / "battkomp" / "operations" / "server.py"
_POWERS = "-dac_override,-dac_read_search"  # reading and writing in spite of permissions
_WITHOUT_PRIVILEGES = ("setpriv", f"--inh-caps={_POWERS}", f"--bounding-set={_POWERS}")
_FIRST_PORT = 10_000 + os.getpid() % 200 * 100
_PORTS = cycle(range(_FIRST_PORT, _FIRST_PORT + 100))


@dataclass
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    size: int

    @property
    def address(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        """The process numbers of its workers."""
        main = self.process.pid
        return [int(one) for one in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    @property
    def memory(self) -> int:
        """The resident memory of all workers, in kilobytes."""
        statuses = [Path(f"/proc/{one}/status").read_text() for one in self.workers]
        return sum(int(text.partition("VmRSS:")[2].split()[0]) for text in statuses)

    @property
    def files(self) -> int:
        """The number of open files and connections of all workers."""
        return sum(len(os.listdir(f"/proc/{one}/fd")) for one in self.workers)

    @property
    def is_whole(self) -> bool:
        """Whether each worker listens on a socket of its own, and one of them answers."""
        return _is_whole(self.port, self.size)

    def kill(self) -> None:
        """Kill all its processes at once, as a power failure does."""
        doomed = [*self.workers, self.process.pid]
        self.process.send_signal(signal.SIGSTOP)  # so that it starts no new workers
        for one in doomed:
            with suppress(ProcessLookupError):  # already ended
                os.kill(one, signal.SIGKILL)
        self.process.wait(timeout=10)


def free_port() -> int:
    """Return an unused port.

    Parallel test processes use different ports, and none that the kernel gives to clients.
    """
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is always a next port")


def is_free(port: int) -> bool:
    """Tell whether a local port is unused."""
    try:
        check_is_free("127.0.0.1", port, None)
    except OSError:
        return False
    return True


def command(app: str, port: int, workers: int = 1) -> list[str]:
    """Return the command that serves a WSGI application, as `make run` has it."""
    return [sys.executable, "-P", str(STARTER), f"127.0.0.1:{port}", str(workers), app]


@contextmanager
def started(
    start: list[str],
    port: int,
    variables: Mapping[str, str] | None = None,
    is_there: Callable[[], bool] | None = None,
    log: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block, which starts once it answers at /healthz.

    :param is_there: another test of whether it answers.
    :param log: the descriptor of a file for its standard error.
    """
    environment = os.environ | dict(variables or {})
    process = subprocess.Popen(
        start, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log
    )
    try:
        _wait_for(process, is_there or (lambda: _answers(port)))
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def running(
    app: str,
    database: Path,
    port: int | None = None,
    workers: int = 1,
    *,
    privileged: bool = True,
    **settings: str,
) -> Iterator[Server]:
    """Run a server for a WSGI application until the end of the block.

    :param privileged: False drops the power of root to read and write any file.
    :param settings: further settings of the site, such as `cache_megabytes="0"`.
    """
    port = port or free_port()
    start = command(app, port, workers)
    if not privileged and os.geteuid() == 0:
        start = [*_WITHOUT_PRIVILEGES, *start]
    variables = {f"BATTKOMP_{name.upper()}": value for name, value in settings.items()}
    variables["BATTKOMP_DATABASE"] = str(database)
    with started(start, port, variables, partial(_is_whole, port, workers)) as process:
        yield Server(port, process, workers)


@contextmanager
def serving(app: str, database: Path, port: int | None = None) -> Iterator[str]:
    """Serve a WSGI application until the end of the block; yield its URL."""
    with running(app, database, port) as server:
        yield server.address


@contextmanager
def serving_files(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder with `http.server` until the end of the block; yield its URL."""
    start = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    start += ["--directory", str(folder), str(port)]
    with started(start, port, is_there=lambda: _answers(port, "/")):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving_the_seed(app: str, folder: Path) -> Iterator[str]:
    """Serve a WSGI application with the seed, from a database in `folder`; yield its URL."""
    settings = settings_in(folder)
    load(settings)
    with serving(app, settings.database) as address:
        yield address


def _wait_for(process: subprocess.Popen[bytes], is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server has stopped"
        if is_there():
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def _is_whole(port: int, workers: int) -> bool:
    return _listening(port) >= workers and _answers(port)


def _listening(port: int) -> int:
    """Count the sockets that listen on a port of this machine."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    own = [line.split() for line in lines]
    return sum(f[1].endswith(f":{port:04X}") and f[3] == "0A" for f in own)


def _answers(port: int, address: str = "/healthz") -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", address)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
