"""Measure searches one after the other: for common words and rare ones, whole and in part."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.bench import single
from tests.bench.load import WrongAnswerError
from tests.bench.single import ask, kept_on

# In one language or both; with hits in all entries, some, one and none; prefixes and slips.
QUERIES = (
    *("kompetanse", "batteri", "ås", "Ås", "i", "og", "for", "bedrift", "skills", "company", "as"),
    *("b", "ba", "bat", "batt", "batte", "batter", "hyd", "hydro", "fors", "utdanning", "sandmo"),
    *("batterikompetanse", "gjenvinningsteknologi", "cathode", "celleprosess", "energisystem"),
    *("teknologi", "nett", "ter", "kart", "471", "4711", "92", "2021", "bedrift 4711", "xyzzy"),
    *("batteri kompetanse", "battery skills", "norsk industri", "mo i rana", "del 1", "kraft sjø"),
    *("bedrift nummer 99999", "batterikompetnase", "forskning i industri", "trade certificate"),
    *('"batteri" AND NEAR(', "kompetanse*", "batteri-kompetanse", "what skills are needed"),
    *("hvilken kompetanse trenger industrien", "🔋 batteri", "lagerprosess grafitt anode"),
)
ADDRESSES = (
    *("/nb/sok", "/en/search"),
    *("/fragment/nb/sok/treff", "/fragment/en/search/hits"),
)

_spaces = count()


@dataclass(frozen=True)
class Times:
    """The 95th percentile of the time to answer a search without a cache, in milliseconds.

    :param server: from the request to the whole response, by the server's own log.
    :param visitor: the wait of a client on the same machine.
    """

    server: float
    visitor: float


def p95(address: str, log: Path, core: int) -> Times:
    """Send each query once to each address.

    :param log: the access log of the server.
    :param core: the processor core that this client runs on.
    :raises WrongAnswerError: if a response is not as expected.
    """
    begin = log.stat().st_size
    with kept_on(core):
        waits = list(_waits(address))
    with log.open("rb") as file:
        file.seek(begin)
        visits = [json.loads(line) for line in file]
    needed = [one["ms"] for one in visits if one["event"] == "request"][len(ADDRESSES) :]
    if len(needed) != len(waits):
        raise WrongAnswerError(f"{len(waits)} searches, and {len(needed)} in the log")
    return Times(single.p95(needed), single.p95(waits))


def _waits(address: str) -> Iterator[float]:
    """Yield the milliseconds to the response for each search.

    Spaces after the words, more each time, make a URL that is not in the cache yet. The first
    requests after a change of the content are not measured.
    """
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=10)) as connection:
        for page in ADDRESSES:
            ask(connection, page)
        for query in QUERIES:
            for page in ADDRESSES:
                target = f"{page}?q={quote(query)}{'+' * (next(_spaces) % 200)}"
                begun = time.perf_counter()
                ask(connection, target)
                yield 1000 * (time.perf_counter() - begun)
