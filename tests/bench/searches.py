"""Visitors who search: one after the other, for common words and rare ones, whole and in part."""

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

# In one language or both; found in all entries, in some, in one, in none; begun, mistyped, and cut.
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
    """Milliseconds within which 95 in 100 searches were answered, none from a cache.

    `server` is what the server needed from the request to the whole answer, by its own log;
    `visitor` is what one waits who is on the same machine.
    """

    server: float
    visitor: float


def p95(address: str, log: Path, core: int) -> Times:
    """Search for everything once.

    :param log: where the server logs its visits.
    :param core: where this, which asks, is kept.
    :raises WrongAnswerError: if an answer is not as it must be.
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
    """Yield for each search the milliseconds to its answer.

    So many spaces after the words that nobody has asked for them before are another address, and
    the same search. What comes first after a change is not measured.
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
