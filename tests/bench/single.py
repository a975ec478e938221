"""One visitor, who waits for each answer before asking again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from statistics import quantiles

from tests.bench.load import WrongAnswerError


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 in 100 do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1]


def ask(connection: HTTPConnection, target: str) -> HTTPResponse:
    """Ask once, as a browser that reads Brotli, and read the whole answer.

    :raises WrongAnswerError: if the status is not 200.
    """
    connection.request("GET", target, headers={"Accept-Encoding": "br"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise WrongAnswerError(f"{target} answers {answer.status}")
    return answer


@contextmanager
def kept_on(core: int) -> Iterator[None]:
    """Keep this process on one core until the end of the block."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
