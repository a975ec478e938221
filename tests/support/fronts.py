"""Run the site behind Debian's Varnish and nginx, as configured in `deploy/`."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from ssl import create_default_context

from battkomp.settings import ROOT
from tests.support.clients import Answer, fetch
from tests.support.servers import certificate, free_port, started, until

DEPLOY = ROOT / "deploy"
HOST = "battkomp.example"
DESK_HOST = f"redaksjon.{HOST}"
CURRENT = "/opt/battkomp/current"


@dataclass
class Front:
    """A server at a local port or a Unix socket.

    :param trusted: the certificate of a server with TLS.
    :param working: the folder with its files.
    :param host: the name by which it is asked.
    """

    port: int = 0
    path: Path | None = None
    trusted: Path | None = None
    working: Path = Path()
    host: str = HOST

    def connection(self, sender: str = "127.0.0.1") -> HTTPConnection:
        """Return a new connection from a local address."""
        return _Connection(self, sender)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        sender: str = "127.0.0.1",
        headers: Mapping[str, str] | None = None,
        **few: str,
    ) -> Answer:
        """Send one request on a connection of its own.

        :param few: headers with underscores for hyphens in their names.
        """
        named = {name.replace("_", "-"): value for name, value in few.items()} | dict(headers or {})
        connection = self.connection(sender)
        try:
            return fetch(connection, path, method, body, named)
        finally:
            connection.close()


class _Connection(HTTPConnection):
    """A connection to the site by its name."""

    def __init__(self, front: Front, sender: str) -> None:
        super().__init__(front.host)
        self._front, self._sender = front, sender

    def connect(self) -> None:
        if self._front.path is not None:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(20)
            self.sock.connect(str(self._front.path))
            return
        address = ("127.0.0.1", self._front.port)
        self.sock = socket.create_connection(address, 20, (self._sender, 0))
        if self._front.trusted is not None:
            context = create_default_context(cafile=str(self._front.trusted))
            self.sock = context.wrap_socket(self.sock, server_hostname=self._front.host)


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
        return Front(path=self.socket)

    def start(self) -> None:
        """Start it as in the unit, and wait until it answers."""
        self.socket.unlink(missing_ok=True)
        environment = {
            **os.environ,
            "BATTKOMP_DATABASE": str(self.folder / "site.db"),
            "BATTKOMP_PROXIES": "1",
            **self.environment,
        }
        # A group of its own, so that its workers are killed with it.
        self.process = subprocess.Popen(
            command_of(self), cwd=self.current, env=environment, start_new_session=True
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
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        vcl = scratch / "battkomp.vcl"
        text = (DEPLOY / "varnish" / "battkomp.vcl").read_text("utf-8")
        assert "beresp.ttl = 60s;" in text
        text = text.replace("/run/battkomp/site.sock", str(backend)).replace("60s", f"{longest}s")
        text = text.replace("/etc/battkomp/down.html", str(DEPLOY / "nginx" / "down.html"))
        if not is_keeping:
            text = text.replace("    call normalise", "    return (pass);\n    call normalise", 1)
        vcl.write_text(text, "utf-8")
        front = Front(free_port(), working=scratch / "varnish")
        command = [*_varnish_options(), "-F", "-n", str(front.working), "-f", str(vcl)]
        command += ["-a", f"127.0.0.1:{front.port}", "-j", "none"]
        with started(command, is_there=lambda: front.ask("/healthz").status > 0):
            yield front


def _varnish_options() -> list[str]:
    """Return the start command of the systemd unit for Varnish."""
    unit = DEPLOY / "systemd" / "varnish.service.d" / "battkomp.conf"
    words = unit.read_text("utf-8").replace("\\\n", " ").split()
    chosen = [word for pair in pairwise(words) if pair[0] in ("-p", "-s") for word in pair]
    return ["/usr/sbin/varnishd", *chosen]


def varnish_counts(front: Front) -> dict[str, int]:
    """Return Varnish's counters, which follow the requests with a delay: wait for them."""
    command = ["varnishstat", "-j", "-n", str(front.working)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    counters = json.loads(shown)["counters"]
    return {name.removeprefix("MAIN."): one["value"] for name, one in counters.items()}


@contextmanager
def nginx(
    backend: str, *, is_limited: bool = True, desk: Path | None = None
) -> Iterator[tuple[Front, Front]]:
    """Start nginx as deployed, in front of another backend.

    :param backend: in the notation of nginx: `unix:/a/socket`, `127.0.0.1:6081`.
    :param is_limited: False removes the limits on requests and connections.
    :param desk: the socket of the desk.
    :returns: the server with TLS, and the one without.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        trusted, _ = certificate(scratch, f"DNS:{HOST},DNS:{DESK_HOST}")
        secure = Front(free_port(), trusted=trusted, working=scratch)
        plain = Front(free_port(), working=scratch)
        conf = nginx_conf(scratch, backend, secure.port, plain.port, desk)
        if not is_limited:
            conf = re.sub(r"^\s*limit_(req|conn) .*;$", "", conf, flags=re.M)
        (scratch / "nginx.conf").write_text(conf, "utf-8")
        command = ["nginx", "-p", str(scratch), "-c", str(scratch / "nginx.conf"), "-e", "stderr"]
        command += ["-g", "daemon off;"]
        with started(command, is_there=lambda: plain.ask("/").status > 0):
            yield secure, plain


def nginx_conf(
    scratch: Path, backend: str, secure: int, plain: int, desk: Path | None = None
) -> str:
    """Return a complete nginx configuration around the deployed files."""
    files = sorted((DEPLOY / "nginx").glob("*.conf"))[: None if desk else 1]  # as nginx reads them
    text = "".join(file.read_text("utf-8") for file in files)
    for old, new in {
        "unix:/run/battkomp/site.sock": backend,
        "/run/battkomp-desk/desk.sock": str(desk),
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(scratch / "certificate.pem"),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(scratch / "key.pem"),
        f"/etc/letsencrypt/live/{DESK_HOST}/fullchain.pem": str(scratch / "certificate.pem"),
        f"/etc/letsencrypt/live/{DESK_HOST}/privkey.pem": str(scratch / "key.pem"),
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
