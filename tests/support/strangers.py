"""Servers for links to lead to, with answers that work, have moved, are broken or slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.certificates import certificate

SLOW = 0.6  # seconds between the bytes of a slow answer


@dataclass
class Stranger:
    """Another site, and the requests that it received."""

    address: str
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0


def _handler(stranger: Stranger) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            stranger.asked.append((self.command, self.path, self.headers["User-Agent"]))
            with lock:
                stranger.at_once += 1
                stranger.most_at_once = max(stranger.most_at_once, stranger.at_once)
            time.sleep(0.01)  # long enough to see two requests at once
            with lock:
                stranger.at_once -= 1
            self._answer_to(self.path.partition("?")[0].strip("/"))

        do_GET = do_HEAD = answer  # noqa: N815  # names of the standard library

        def _answer_to(self, wanted: str) -> None:
            status, _, location = wanted.partition("/to/")
            refused, _, method = status.partition("-to-")
            if status == "closed":
                return
            if status == "gibberish":
                self.wfile.write(b"SSH-2.0-gibberish\r\n\r\n")
                return
            if status == "slow":
                self._drip()
                return
            self.send_response(200 if method not in ("", self.command) else int(refused))
            if location:
                self.send_header("Location", f"/{location}" if location != "bad" else "http://[")
            self.end_headers()

        def _drip(self) -> None:
            for byte in b"HTTP/1.0 200 OK\r\n":
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:  # the client has given up
                    return
                time.sleep(SLOW)

        def log_message(self, *_said: object) -> None:
            """Log nothing."""

    return Handler


@contextmanager
def stranger(host: str, keys: Path | None = None) -> Iterator[Stranger]:
    """Serve a site until the end of the block.

    `/404` answers 404, `/404-to-HEAD` does so only to HEAD, `/301/to/200` redirects to `/200`;
    `/closed` closes the connection, `/gibberish` is not HTTP, `/slow` sends a byte at a time.

    :param keys: a folder for the key and certificate of a site with TLS.
    """
    found = Stranger("")
    with ThreadingHTTPServer((host, 0), _handler(found)) as server:
        server.daemon_threads = True
        scheme = "http"
        if keys is not None:
            _, context = certificate(keys)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        found.address = f"{scheme}://{host}:{server.server_port}"
        yield found
        server.shutdown()
