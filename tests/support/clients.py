"""Send requests to the real server: single ones, and many at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException
from itertools import cycle


@dataclass(frozen=True)
class Answer:
    """An answer, and the seconds until it was complete."""

    status: int
    headers: Message
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def ask(port: int, address: str, *, timeout: float = 20.0, **headers: str) -> Answer:
    """Send a GET request on a new connection. Header names have underscores for hyphens.

    :raises OSError: if no answer comes in `timeout` seconds.
    """
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", address, headers=named)
        answer = connection.getresponse()
        body = answer.read()
    except HTTPException as error:
        raise ConnectionError(f"{address}: {error!r}") from error
    finally:
        connection.close()
    return Answer(answer.status, answer.headers, body, time.monotonic() - started)


class Crowd:
    """Clients that send requests, each on a new connection, until the end of the block."""

    def __init__(self, port: int, clients: int, addresses: Sequence[str]) -> None:
        self.answers: list[Answer] = []
        self.failures: list[OSError] = []
        self._port, self._addresses = port, addresses
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def __enter__(self) -> Crowd:
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


def slowest(answers: Sequence[Answer], share: float = 0.99) -> float:
    """Return the seconds in which the given share of the answers arrived."""
    times = sorted(answer.seconds for answer in answers)
    return times[int(share * (len(times) - 1))]
