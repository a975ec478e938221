"""The measurements. Each yields values; a round is all of them, one after the other."""

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median
from urllib.parse import quote
from uuid import uuid4

import brotli
from msgspec.structs import replace

from battkomp.content import load as loading
from battkomp.content import storage
from battkomp.db import connections
from battkomp.languages import LANGUAGES
from tests.support.desks import open_office
from tests.support.servers import Server, running
from tests.support.sites import PAGE_KEYS, TODAY, load, settings_in
from tests.tools.bench import editors, servers
from tests.tools.bench.editors import Writer
from tests.tools.bench.growth import grown
from tests.tools.bench.load import fetch, run
from tests.tools.bench.report import BESIDE, CHANGE, MEMORY, RATE, SHARE, START, Key, Values

SIZES = (1, 10, 40)
PAGE = "/nb/"

_TAGS = tuple(language.tag for language in LANGUAGES)
# Whole words and beginnings of words, frequent and rare ones, in both languages, and slips.
_QUERIES = (
    *("kompetanse", "b", "skills", "hydro", "og", "batteri kompetanse", "xyzzy", "batte", "ås"),
    *("batterikompetnase", "company", "in", "cathode", "fors", "2021", "471", "norsk industri"),
    *("what skills are needed", "for", "industri", "mo i rana", "trade certificate", "the"),
    *("hvilken kompetanse trenger industrien", "bat", "utdanning", "del 1", "teknologi"),
)
_SEARCH_PAGES = ("/nb/sok", "/fragment/en/search/hits", "/en/search", "/fragment/nb/sok/treff")
_SEARCHES = [f"{page}?q={quote(query)}" for query, page in product(_QUERIES, _SEARCH_PAGES)]

Measured = Iterator[tuple[Key, float]]


def measure(rounds: int) -> Values:
    """Return the medians of some rounds.

    :raises BadResponseError: if a server does not respond as expected.
    """
    found: dict[Key, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        measurements = list(_prepare(Path(folder), stack))
        for number in range(rounds):
            start = number * len(measurements) // rounds
            for measurement in (*measurements[start:], *measurements[:start]):
                for key, value in measurement():
                    found[key].append(value)
    return with_shares({key: median(values) for key, values in found.items()})


def with_shares(values: Values) -> Values:
    """Add the requests per second of cached pages as shares of those of nginx."""
    cached = [key for key in values if (key.subject, key.unit) == ("cached page", RATE)]
    nginx = values[Key("nginx", 1, RATE)]
    return {**values, **{key._replace(unit=SHARE): values[key] / nginx for key in cached}}


def _prepare(folder: Path, stack: ExitStack) -> Iterator[Callable[[], Measured]]:
    """Start all servers, and yield the measurements of a round."""
    for times in SIZES:
        database = _database(folder / str(times), times)
        cached = stack.enter_context(servers.site(database, cache_megabytes=16))
        uncached = stack.enter_context(servers.site(database, cache_megabytes=0))
        if times == 1:
            nginx = stack.enter_context(servers.nginx(*fetch(cached, PAGE), folder))
            yield partial(_load, "nginx", times, nginx, ["/page"])
            office = stack.enter_context(open_office(database.parent, niceness=19))
            five = editors.five(office)
            for subject, server in (("cached page", cached), ("uncached page", uncached)):
                yield partial(_load_beside, subject, server, five)
        yield partial(_load, "cached page", times, cached, [PAGE])
        yield partial(_load, "uncached page", times, uncached, [PAGE])
        yield partial(_load, "search", times, uncached, _SEARCHES, connections=1, seconds=3)
        yield partial(_change, times, cached, database)
        yield partial(_start, times, database)


def _database(folder: Path, times: int) -> Path:
    """Return a database with `times` as much content as the seed has."""
    folder.mkdir()
    settings = settings_in(folder)
    load(settings)
    with connections.writing(settings.database) as db:
        content = storage.read(db)
        on = loading.Conditions(_TAGS, TODAY, PAGE_KEYS)
        loading.replace(db, content, grown(content, times), on)
    return settings.database


def _load(
    subject: str,
    times: int,
    server: Server,
    paths: Sequence[str],
    connections: int = 32,
    seconds: int = 1,
) -> Measured:
    for unit, value in run(server, paths, connections, seconds).items():
        yield Key(subject, times, unit), value


def _load_beside(subject: str, server: Server, five: list[Writer]) -> Measured:
    """Measure requests per second while five editors write, as a share of those without them."""
    alone, beside = 0.0, 0.0
    for _ in range(2):
        alone += run(server, [PAGE], connections=32, seconds=2)[RATE]
        with editors.autosaving(five):
            beside += run(server, [PAGE], connections=32, seconds=2)[RATE]
    yield Key(subject, 1, BESIDE), beside / alone


def _change(times: int, server: Server, database: Path) -> Measured:
    """Measure the time from a change until the front page shows it, and the memory after it."""
    title = uuid4().hex
    with connections.writing(database) as db:
        content = storage.read(db)
        home = replace(content.pages["home"], title=dict.fromkeys(_TAGS, title))
        storage.write(db, replace(content, pages=content.pages | {"home": home}))
    start = time.perf_counter()
    while title.encode() not in brotli.decompress(fetch(server, PAGE)[1]):
        time.sleep(0.002)
    yield Key("site", times, CHANGE), time.perf_counter() - start
    yield Key("site", times, MEMORY), servers.memory(server)


def _start(times: int, database: Path) -> Measured:
    """Measure the time from the start of a server until it has sent the front page."""
    start = time.perf_counter()
    with running("wsgi:app", database) as server:
        fetch(server, PAGE)
        yield Key("site", times, START), time.perf_counter() - start
