"""Serve a tiny site on a Unix socket that answers as a test wants, and keeps the requests."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

Headers = dict[str, str]


@dataclass
class Asked:
    """A request that reached the site. Header names are in lower case."""

    method: str
    path: str
    headers: Headers
    body: bytes


def page_headers() -> Headers:
    """Return the headers of a page of BattKOMP."""
    midnight = datetime.now(UTC) + timedelta(hours=3)
    return {
        "Cache-Control": "public, max-age=0, stale-if-error=604800",
        "Expires": format_datetime(midnight, usegmt=True),
        "Surrogate-Key": "content",
        "Vary": "Accept-Encoding",
        "Content-Type": "text/html; charset=utf-8",
    }


@dataclass
class Origin:
    """The answer of the site, and the requests."""

    text: str = "first"
    status: int = 200
    headers: Headers = field(default_factory=page_headers)
    before_answering: Callable[[], Any] = lambda: None
    asked: list[Asked] = field(default_factory=list)

    @property
    def pages(self) -> list[Asked]:
        """The requests other than health checks."""
        return [one for one in self.asked if one.path != "/healthz"]


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._connections: list[socket.socket] = []

    def get_request(self) -> tuple[Any, Any]:
        request, _ = super().get_request()
        self._connections.append(request)
        return request, ("", 0)

    def cut(self) -> None:
        """Stop like a killed server."""
        self.shutdown()
        self.server_close()
        for connection in self._connections:
            with suppress(OSError):  # already closed
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that the client closed."""


def _handler(origin: Origin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            named = {name.lower(): value for name, value in self.headers.items()}
            origin.asked.append(Asked(self.command, self.path, named, body))
            if self.path == "/healthz":
                self._send(200, {"Cache-Control": "no-store"}, b"ok\n")
                return
            status, text, headers = origin.status, origin.text, dict(origin.headers)
            coding = named.get("accept-encoding", "")
            origin.before_answering()
            etag = f'W/"{text}"'
            if status == 200:
                headers["ETag"] = etag
            if status == 200 and named.get("if-none-match") == etag:
                self._send(304, headers, b"")
            else:
                self._send(status, headers, f"{text} {coding}".strip().encode())

        do_GET = do_HEAD = do_POST = _answer  # noqa: N815  # names of the standard library

        def _send(self, status: int, headers: Headers, body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler


@contextmanager
def serving_origin(path: Path, origin: Origin) -> Iterator[None]:
    """Serve a tiny site on a Unix socket until the end of the block."""
    path.unlink(missing_ok=True)
    with _Server(str(path), _handler(origin)) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield
        finally:
            server.cut()
    path.unlink(missing_ok=True)
