"""Run servers until the end of a block: the real one as `make run` does, and small ones."""

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server

from battkomp.operations.server import check_is_free
from battkomp.settings import ROOT
from tests.support.clients import ask
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
    return next(port for port in _PORTS if is_free(port))


def is_free(port: int) -> bool:
    """Tell whether a local port is unused."""
    try:
        check_is_free("127.0.0.1", port, None)
    except OSError:
        return False
    return True


def until(is_so: Callable[[], bool], seconds: float = START) -> None:
    """Wait for a condition; one that raises an error does not hold yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(Exception):
            if is_so():
                return
        time.sleep(0.05)
    assert is_so(), "timeout"


def command(app: str, port: int, workers: int = 1) -> list[str]:
    """Return the command that serves a WSGI application, as `make run` has it."""
    return [sys.executable, "-P", str(STARTER), f"127.0.0.1:{port}", str(workers), app]


@contextmanager
def started(
    start: list[str],
    port: int = 0,
    variables: Mapping[str, str] | None = None,
    is_there: Callable[[], bool] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the end of the block, which starts once it answers at /healthz.

    :param is_there: another test of whether it answers.
    """
    environment = os.environ | dict(variables or {})
    process = subprocess.Popen(start, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    answers = is_there or (lambda: _answers(port))
    try:
        until(lambda: process.poll() is not None or answers())
        assert process.poll() is None, "the program has stopped"
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


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
    with started(start, port, variables, lambda: _is_whole(port, workers)) as process:
        yield Server(port, process, workers)


@contextmanager
def serving_the_seed(app: str, folder: Path, **changes: Any) -> Iterator[str]:
    """Serve a WSGI application with the seed, from a database in `folder`; yield its URL."""
    settings = settings_in(folder)
    load(settings)
    with running(app, settings.database, **changes) as server:
        yield server.address


class _Handler(WSGIRequestHandler):
    """Keeps the names of headers, of which WSGI changes some, and writes no log."""

    protocol_version = "HTTP/1.0"  # so that each answer ends its connection

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"tests.headers": self.headers}

    def log(self, *_said: object) -> None:
        """Log nothing."""


@contextmanager
def serving_here(
    app: WSGIApplication, host: str, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve a WSGI application in threads of this process; yield its port.

    :param host: an IP address, or `unix:///a/socket`.
    """
    server = make_server(host, 0, app, threaded=True, request_handler=_Handler, ssl_context=tls)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.port
    finally:
        server.shutdown()


def certificate(folder: Path, name: str = "IP:127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """Make a self-signed certificate and its key, `certificate.pem` and `key.pem`, in a folder.

    :param name: the name of the server, as in OpenSSL's `subjectAltName`.
    :returns: the file for clients to trust, and the TLS context of the server.
    """
    file, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=test"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-addext", f"subjectAltName={name}", "-keyout", str(key), "-out", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key)
    return file, context


def _is_whole(port: int, workers: int) -> bool:
    return _listening(port) >= workers and _answers(port)


def _answers(port: int) -> bool:
    return ask(port, "/healthz", timeout=1).status == 200


def _listening(port: int) -> int:
    """Count the sockets that listen on a port of this machine."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    own = [line.split() for line in lines]
    return sum(f[1].endswith(f":{port:04X}") and f[3] == "0A" for f in own)
