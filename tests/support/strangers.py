"""Servers for links to lead to, with answers that work, have moved, are broken or slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from tests.support.servers import certificate, serving_here

SLOW = 0.6  # seconds between the bytes of a slow answer


@dataclass
class Stranger:
    """Another site, and the requests that it received."""

    address: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method, path = environ["REQUEST_METHOD"], environ["REQUEST_URI"]
        self.asked.append((method, path, environ["HTTP_USER_AGENT"]))
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.01)  # long enough to see two requests at once
        with self.lock:
            self.at_once -= 1
        wanted, _, location = path.partition("?")[0].strip("/").partition("/to/")
        if wanted in ("closed", "gibberish", "slow"):
            send = environ["werkzeug.socket"].sendall
            if wanted == "gibberish":
                send(b"SSH-2.0-gibberish\r\n\r\n")
            if wanted == "slow":
                for byte in b"HTTP/1.0 200 OK\r\n":
                    send(bytes([byte]))
                    time.sleep(SLOW)
            raise ConnectionError  # the server closes the connection
        status, _, refused = wanted.partition("-to-")
        target = f"/{location}" if location != "bad" else "http://["
        headers = [("Location", target)] if location else []
        start(status if refused in ("", method) else "200", headers)
        return []


@contextmanager
def stranger(host: str, keys: Path | None = None) -> Iterator[Stranger]:
    """Serve a site until the end of the block.

    `/404` answers 404, `/404-to-HEAD` does so only to HEAD, `/301/to/200` redirects to `/200`;
    `/closed` closes the connection, `/gibberish` is not HTTP, `/slow` sends a byte at a time.

    :param keys: a folder for the key and certificate of a site with TLS.
    """
    found = Stranger()
    tls = certificate(keys)[1] if keys else None
    with serving_here(found, host, tls) as port:
        found.address = f"{'https' if tls else 'http'}://{host}:{port}"
        yield found
