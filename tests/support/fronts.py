"""Run the site behind Debian's Varnish and nginx, as configured in `deploy/`."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from itertools import pairwise
from pathlib import Path
from ssl import SSLContext, create_default_context
from urllib.parse import urlsplit

from battkomp.settings import ROOT
from tests.support.codings import undone
from tests.support.servers import START, free_port

DEPLOY = ROOT / "deploy"
HOST = "battkomp.example"
CURRENT = "/opt/battkomp/current"


@dataclass(frozen=True)
class Reply:
    """A complete answer."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, or an empty string."""
        return self.headers.get(name.lower(), "")

    @property
    def text(self) -> str:
        """The body as text, decompressed."""
        return undone(self.body, self.header("Content-Encoding")).decode()


class _OnSocket(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__(HOST, timeout=10)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass
class Front:
    """A server at an address or a Unix socket.

    :param trusted: the certificate of a server with TLS.
    """

    address: str
    trusted: Path | None = None
    working: Path = Path()
    connections: Callable[[], HTTPConnection] | None = None

    def connection(self, sender: str = "127.0.0.1") -> HTTPConnection:
        """Return a new connection from a local address."""
        if self.connections is not None:
            return self.connections()
        parts = urlsplit(self.address)
        port, source = parts.port or 80, (sender, 0)
        if self.trusted is None:
            return HTTPConnection("127.0.0.1", port, timeout=20, source_address=source)
        context = create_default_context(cafile=str(self.trusted))
        return _Named(port, context)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        sender: str = "127.0.0.1",
        headers: Mapping[str, str] | None = None,
        **few: str,
    ) -> Reply:
        """Send one request on a connection of its own.

        :param few: headers with underscores for hyphens in their names.
        """
        named = {name.replace("_", "-"): value for name, value in few.items()} | dict(headers or {})
        connection = self.connection(sender)
        try:
            connection.request(method, path, body, {"Host": HOST} | named)
            return read(connection.getresponse())
        finally:
            connection.close()


class _Named(HTTPSConnection):
    """HTTPS for the name of the site at a local port."""

    def __init__(self, port: int, context: SSLContext) -> None:
        super().__init__(HOST, port, timeout=20, context=context)
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=HOST)


def read(response: HTTPResponse) -> Reply:
    """Read a complete answer."""
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, response.read())


@dataclass
class Site:
    """The site's server on a Unix socket, as in the systemd unit.

    :param current: the folder of the release, or a link to it.
    """

    folder: Path
    workers: int = 1
    current: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """The path of its socket."""
        return self.folder / "site.sock"

    @property
    def front(self) -> Front:
        """The server itself."""
        return Front("", connections=lambda: _OnSocket(self.socket))

    def start(self) -> None:
        """Start it as in the unit, and wait until it answers."""
        self.socket.unlink(missing_ok=True)
        command = command_of(self)
        environment = {
            **os.environ,
            "BATTKOMP_DATABASE": str(self.folder / "site.db"),
            "BATTKOMP_PROXIES": "1",
            **self.environment,
        }
        # A group of its own, so that its workers are killed with it.
        self.process = subprocess.Popen(
            command, cwd=self.current, env=environment, start_new_session=True
        )
        until(lambda: self.front.ask("/healthz").status == 200)

    def kill(self) -> None:
        """Kill it and its workers."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def reload(self) -> None:
        """Replace its workers, as `systemctl reload` does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)


def command_of(site: Site) -> list[str]:
    """Return the start command of the systemd unit, with the paths of `site`."""
    unit = (DEPLOY / "systemd" / "battkomp.service").read_text("utf-8").replace("\\\n", " ")
    line = next(one for one in unit.splitlines() if one.startswith("ExecStart="))
    python, *words = line.removeprefix("ExecStart=").split()
    assert python == f"{CURRENT}/.venv/bin/python"
    place, workers = words.index("unix:/run/battkomp/site.sock"), words.index("2")
    words[place], words[workers] = f"unix:{site.socket}", str(site.workers)
    return [sys.executable, *(one.replace(CURRENT, str(site.current)) for one in words)]


@contextmanager
def varnish(backend: Path, *, is_keeping: bool = True, longest: int = 60) -> Iterator[Front]:
    """Start Varnish as deployed, in front of the server on a Unix socket.

    :param is_keeping: False makes it pass every request on.
    :param longest: the time for which it keeps an answer without asking, in seconds.
    """
    with _scratch() as scratch:
        vcl = scratch / "battkomp.vcl"
        text = (DEPLOY / "varnish" / "battkomp.vcl").read_text("utf-8")
        assert "beresp.ttl = 60s;" in text
        text = text.replace("/run/battkomp/site.sock", str(backend)).replace("60s", f"{longest}s")
        text = text.replace("/etc/battkomp/down.html", str(DEPLOY / "nginx" / "down.html"))
        if not is_keeping:
            text = text.replace("    call normalise", "    return (pass);\n    call normalise", 1)
        vcl.write_text(text, "utf-8")
        front = Front(f"http://127.0.0.1:{free_port()}", working=scratch / "varnish")
        command = [*_varnish_options(), "-F", "-n", str(front.working), "-f", str(vcl)]
        command += ["-a", front.address.removeprefix("http://"), "-j", "none"]
        with _running(command, scratch):
            until(lambda: front.ask("/healthz").status > 0)
            yield front


def _varnish_options() -> list[str]:
    """Return the start command of the systemd unit for Varnish."""
    unit = DEPLOY / "systemd" / "varnish.service.d" / "battkomp.conf"
    words = unit.read_text("utf-8").replace("\\\n", " ").split()
    chosen = [word for pair in pairwise(words) if pair[0] in ("-p", "-s") for word in pair]
    return ["/usr/sbin/varnishd", *chosen]


def varnish_counts(front: Front) -> dict[str, int]:
    """Return Varnish's counters of requests."""
    command = ["varnishstat", "-j", "-n", str(front.working)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    counters = json.loads(shown)["counters"]
    return {name.removeprefix("MAIN."): one["value"] for name, one in counters.items()}


@contextmanager
def nginx(backend: str, *, is_limited: bool = True) -> Iterator[tuple[Front, Front]]:
    """Start nginx as deployed, in front of another backend.

    :param backend: in the notation of nginx: `unix:/a/socket`, `127.0.0.1:6081`.
    :param is_limited: False removes the limits on requests and connections.
    :returns: the server with TLS, and the one without.
    """
    with _scratch() as scratch:
        ports = free_port(), free_port()
        certificate = make_certificate(scratch)
        conf = nginx_conf(scratch, backend, *ports)
        if not is_limited:
            conf = re.sub(r"^\s*limit_(req|conn) .*;$", "", conf, flags=re.M)
        (scratch / "nginx.conf").write_text(conf, "utf-8")
        command = ["nginx", "-p", str(scratch), "-c", str(scratch / "nginx.conf"), "-e", "stderr"]
        secure = Front(f"https://127.0.0.1:{ports[0]}", certificate, scratch)
        plain = Front(f"http://127.0.0.1:{ports[1]}", working=scratch)
        with _running([*command, "-g", "daemon off;"], scratch):
            until(lambda: plain.ask("/").status > 0)
            yield secure, plain


def nginx_conf(scratch: Path, backend: str, secure: int, plain: int) -> str:
    """Return a complete nginx configuration around the deployed file."""
    text = (DEPLOY / "nginx" / "battkomp.conf").read_text("utf-8")
    for old, new in {
        "unix:/run/battkomp/site.sock": backend,
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(scratch / "certificate.pem"),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(scratch / "key.pem"),
        "/etc/battkomp;": f"{DEPLOY / 'nginx'};",
        "/var/log/nginx/battkomp.log": str(scratch / "access.log"),
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen 443;": f"listen 127.0.0.1:{secure};",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:": "# ",
    }.items():
        text = text.replace(old, new)
    user = "user root;\n" if os.geteuid() == 0 else ""  # may open sockets in temporary folders
    return (
        f"{user}pid {scratch / 'nginx.pid'};\nevents {{ worker_connections 512; }}\n"
        f"http {{\ngzip on;\ninclude /etc/nginx/mime.types;\n{text}\n}}\n"
    )


def make_certificate(folder: Path) -> Path:
    """Make a key and a self-signed certificate for the name of the site."""
    certificate = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    command += ["-addext", f"subjectAltName=DNS:{HOST}", "-out", str(certificate)]
    command += ["-keyout", str(folder / "key.pem")]
    subprocess.run(command, check=True, capture_output=True)
    return certificate


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition; a server that does not answer yet does not meet it."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("timeout")


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make a folder with a short name: socket paths have at most 108 characters."""
    with tempfile.TemporaryDirectory(prefix="front-") as name:
        yield Path(name)


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    """Run a server until the end of the block; add its output to a failure."""
    log = folder / "said.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        yield
        assert process.poll() is None, log.read_text("utf-8")
    except AssertionError as error:
        error.add_note(log.read_text("utf-8"))
        raise
    finally:
        process.terminate()
        process.wait(timeout=20)
