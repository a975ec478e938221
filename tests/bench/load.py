"""The visitors: wrk, on a core of its own, asking one thing again and again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench.machine import on_core

SCRIPT = Path(__file__).with_name("wrk.lua")
# A query that pages do not look at would not make another address; but with one of this length no
# answer is kept.
UNKEPT = "q=" + 500 * "0"
PATIENCE = 10  # seconds that wrk waits for an answer
_SLACK = 0.05  # by how much answers may differ in size: what is asked for stands in the page
_STRIDE = 10_000_000  # more requests than one round can hold

_starts = count(0, _STRIDE)


class WrongAnswerError(Exception):
    """What is measured does not answer as it must; its speed would say nothing."""


@dataclass(frozen=True)
class Answer:
    """What a server has answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return next((value for own, value in self.headers if own.lower() == name.lower()), None)

    @property
    def size(self) -> int:
        """How many bytes the answer takes, its head included."""
        head = sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)
        return len(f"HTTP/1.1 {self.status} \r\n\r\n") + head + len(self.body)


@dataclass(frozen=True)
class Target:
    """What the visitors ask for. `is_distinct`: no two of them ask for the same, nor is it kept."""

    url: str
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept-Encoding": "br"})
    status: int = 200
    is_distinct: bool = False

    def ask(self) -> Answer:
        """Ask once.

        :raises WrongAnswerError: if the status is another, or the body not compressed by brotli.
        """
        url = f"{self.url}?{UNKEPT}{next(_starts):012d}" if self.is_distinct else self.url
        answer = fetch(url, self.headers)
        coding = answer.header("Content-Encoding")
        if answer.status != self.status or (answer.body and coding != "br"):
            raise WrongAnswerError(f"{url} answers {answer.status}, compressed by {coding}")
        return answer


@dataclass(frozen=True)
class Round:
    """What one round has shown. Times are in milliseconds; `processor` is the servers' own time."""

    requests: int
    seconds: float
    size: int
    p50: float
    p99: float
    errors: int
    processor: float = 0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time per request."""
        return 1000 * self.processor / self.requests

    @property
    def share(self) -> float:
        """How much of its core the server had, from 0 to 1."""
        return self.processor / 1000 / self.seconds


@dataclass(frozen=True)
class Result:
    """The medians of several rounds. Times as in `Round`."""

    rate: float
    p50: float
    p99: float
    cost: float
    share: float


def fetch(url: str, headers: Mapping[str, str]) -> Answer:
    """Return what a server of ours answers."""
    parts = urlsplit(url)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        connection.request("GET", url.removeprefix(f"http://{parts.netloc}"), headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def run(target: Target, connections: int, seconds: float, core: int) -> Round:
    """Let so many visitors ask for so long.

    :raises WrongAnswerError: if nothing is answered.
    """
    # wrk takes whole seconds only.
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds:.0f}s"]
    command += [f"--timeout={PATIENCE}s", f"--script={SCRIPT}"]
    command += [f"--header={name}: {value}" for name, value in target.headers.items()]
    command += [target.url, "--", *([UNKEPT, str(next(_starts))] if target.is_distinct else [])]
    result = subprocess.run(on_core(core, command), capture_output=True, text=True, check=True)
    return parse(result.stdout)


def parse(output: str) -> Round:
    """Read what our script for wrk prints at the end.

    :raises WrongAnswerError: if nothing has been answered.
    """
    lines = [line for line in output.splitlines() if line.startswith("{")]
    told = json.loads(lines[-1]) if lines else {"requests": 0}
    if not told["requests"]:
        raise WrongAnswerError(f"nothing was answered: {output}")
    return Round(
        requests=told["requests"],
        seconds=told["microseconds"] / 1e6,
        size=told["bytes"],
        p50=told["p50"] / 1e3,
        p99=told["p99"] / 1e3,
        errors=told["errors"],
    )


def check(found: Round, size: int, connections: int) -> None:
    """See to it that the answers of a round were those that one visitor alone has had.

    :param size: the bytes of one answer. As many may be on their way at the end as there are
        connections.
    :raises WrongAnswerError: if they were not.
    """
    if found.errors:
        raise WrongAnswerError(f"{found.errors} of {found.requests} answers were errors")
    least, most = found.requests * size, (found.requests + connections) * size
    if not least * (1 - _SLACK) <= found.size <= most * (1 + _SLACK):
        raise WrongAnswerError(f"{found.requests} answers of {size} bytes took {found.size}")


def with_processor(found: Round, milliseconds: float) -> Round:
    """Return a round with the processor time that the servers have had in it."""
    return replace(found, processor=milliseconds)


def middle(rounds: Sequence[Round]) -> Result:
    """Return the medians of rounds."""
    return Result(
        rate=median(one.rate for one in rounds),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        cost=median(one.cost for one in rounds),
        share=median(one.share for one in rounds),
    )
