"""Send requests to servers: single ones, and many at once."""

import gzip
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle

import brotli
from httpx import Headers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNDONE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstd.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


@dataclass(frozen=True)
class Answer:
    """An answer, and the seconds until it was complete."""

    status: int
    headers: Headers
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """Return the value of a header, or an empty string."""
        return str(self.headers.get(name, ""))

    @property
    def text(self) -> str:
        """The body as text, decompressed."""
        return UNDONE[self.header("Content-Encoding") or "identity"](self.body).decode()


def ask(port: int, address: str, *, timeout: float = 20.0, **headers: str) -> Answer:
    """Send a GET request on a new connection. Header names have underscores for hyphens.

    :raises OSError: if no answer comes in `timeout` seconds.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        return fetch(connection, address, headers=named)
    except HTTPException as error:
        raise ConnectionError(f"{address}: {error!r}") from error
    finally:
        connection.close()


def fetch(
    connection: HTTPConnection,
    address: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a request, and read the complete answer."""
    started = time.monotonic()
    connection.request(method, address, body, headers or {})
    answer = connection.getresponse()
    whole = answer.read()
    return Answer(answer.status, Headers(answer.getheaders()), whole, time.monotonic() - started)


class Crowd:
    """Clients that send requests, each on a new connection, until the end of the block."""

    def __init__(self, port: int, clients: int, addresses: Sequence[str]) -> None:
        self.answers: list[Answer] = []
        self.failures: list[OSError] = []
        self._port, self._addresses = port, addresses
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        for address in cycle(self._addresses):
            if self._done.is_set():
                return
            try:
                self.answers.append(ask(self._port, address))
            except OSError as error:
                self.failures.append(error)
