"""Visitors who come at a steady pace, however long others wait for their answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.client import HTTPConnection
from itertools import count, cycle
from urllib.parse import urlsplit

from tests.bench import single
from tests.bench.load import UNKEPT, WrongAnswerError
from tests.bench.single import ask, kept_on

PACE = 50  # requests per second

_numbers = count(1)


def p95(address: str, pages: Sequence[str], seconds: float, core: int) -> float:
    """Return the milliseconds within which 95 in 100 of the answers came, none from a cache.

    :param pages: what is asked for, one after the other, each time at another address.
    :param core: where this, which asks, is kept.
    :raises WrongAnswerError: if an answer is not as it must be.
    """
    with kept_on(core):
        waits = list(_waits(address, pages, round(PACE * seconds)))
    return single.p95(waits)


def _waits(address: str, pages: Sequence[str], requests: int) -> Iterator[float]:
    """Yield for each request the milliseconds to its answer, from when it was to be sent.

    One connection does: a worker with one thread answers one after the other too.
    """
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=10)) as connection:
        start = time.perf_counter()
        for number, page in zip(range(requests), cycle(pages), strict=False):
            due = start + number / PACE
            early = due - time.perf_counter()
            if early > 0:  # otherwise it has waited for the one before
                time.sleep(early)
                due = time.perf_counter()
            answer = ask(connection, f"{page}?{UNKEPT}{next(_numbers)}")
            if answer.headers["Content-Encoding"] != "br":
                raise WrongAnswerError(f"{page} is not compressed by br")
            yield 1000 * (time.perf_counter() - due)
