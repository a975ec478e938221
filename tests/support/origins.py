"""Small sites in this process, which answer as a test wants and keep the requests."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from tests.support.servers import certificate, serving_here

SLOW = 0.6  # seconds between the bytes of a slow answer
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
    """A site behind a cache or proxy: its answer, and the requests."""

    text: str = "first"
    status: int = 200
    headers: Headers = field(default_factory=page_headers)
    before_answering: Callable[[], Any] = lambda: None
    asked: list[Asked] = field(default_factory=list)

    @property
    def pages(self) -> list[Asked]:
        """The requests other than health checks."""
        return [one for one in self.asked if one.path != "/healthz"]

    def answer(self, request: Request) -> Response:
        """Answer a request."""
        environ = request.environ
        headers = {name.lower(): value for name, value in environ["tests.headers"].items()}
        asked = Asked(request.method, environ["REQUEST_URI"], headers, request.get_data())
        self.asked.append(asked)
        if asked.path == "/healthz":
            return Response("ok\n", headers={"Cache-Control": "no-store"})
        coding = headers.get("accept-encoding", "")
        answer = Response(f"{self.text} {coding}".strip(), self.status, self.headers)
        if self.status == 200:
            answer.set_etag(self.text, weak=True)
        self.before_answering()
        return answer.make_conditional(request) if answer.status_code == 200 else answer


@contextmanager
def serving_origin(path: Path, origin: Origin) -> Iterator[None]:
    """Serve a tiny site on a Unix socket until the end of the block."""
    with serving_here(Request.application(origin.answer), f"unix://{path}"):
        yield
    path.unlink()


@dataclass
class Stranger:
    """A site for links to lead to, and the requests: method, address and user agent."""

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
