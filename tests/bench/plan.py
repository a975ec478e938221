"""What is measured: which servers run, and who is asked what by how many."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

from tests.bench import copies, machine
from tests.bench.growth import grow
from tests.bench.load import Answer, Target, fetch
from tests.bench.machine import Cores, Memory
from tests.support.servers import command, free_port, started
from tests.support.sites import load, settings_in

PAGE = "/nb/"
BOARD = "/nb/styret"
ENTRIES = (10, 1_000, 10_000)
CONNECTIONS = (1, 32, 100, 1_000)
USUAL = 32  # connections
_BROTLI = {"Accept-Encoding": "br"}


class Key(NamedTuple):
    """Names a measurement: who is asked what, over how many connections at once."""

    server: str
    what: str
    connections: int = USUAL


@dataclass(frozen=True)
class Server:
    """A server that runs. `start` is the seconds from its start to its first page."""

    address: str
    process: Popen[bytes]
    start: float = 0
    log: Path | None = None

    @property
    def pages(self) -> Memory:
        """The memory of the process that answers: the largest of the server's."""
        memories = map(machine.memory, machine.family(self.process.pid))
        return max(memories, key=lambda one: one.resident)


@dataclass(frozen=True)
class Plan:
    """Everything that runs, and what it is asked."""

    servers: Mapping[str, Server]
    targets: Mapping[Key, Target]


def site_of(entries: int) -> str:
    """Return what the site with so many entries of content is called."""
    return f"site of {entries:,}"


SITE = site_of(ENTRIES[0])
OFF = "site without cache"
SEARCHED = "searched"  # the site with the most entries, which logs how long each answer takes


@contextmanager
def prepared(folder: Path, cores: Cores) -> Iterator[Plan]:
    """Start every server, each on the same core, and plan what to ask until the end of the block.

    :raises WrongAnswerError: if one of them does not answer as it must.
    """
    with ExitStack() as stack:
        servers = {
            site_of(entries): stack.enter_context(_site(folder / str(entries), entries, cores))
            for entries in ENTRIES
        }
        servers[OFF] = stack.enter_context(
            _site(folder / "off", ENTRIES[0], cores, BATTKOMP_CACHE_MEGABYTES="0")
        )
        targets = _site_targets(servers)
        most = settings_in(folder / str(ENTRIES[-1])).database
        servers[SEARCHED] = stack.enter_context(_serving(most, cores, BATTKOMP_ACCESS_LOG="true"))
        copied = {
            what: settle(servers[SITE], targets[Key(SITE, what)])
            for what in ("page", "fragment", "file")
        }
        targets[Key(SITE, "unchanged")] = _unchanged(targets[Key(SITE, "page")], copied["page"])
        nginx = stack.enter_context(copies.nginx(copied, folder, cores.server))
        granian = stack.enter_context(copies.granian(copied["page"], folder, cores.server))
        servers |= {"nginx": Server(*nginx), "Granian": Server(*granian)}
        targets |= _copies_targets(servers["nginx"].address, servers["Granian"].address)
        yield Plan(servers, dict(_with_connections(targets)))


@contextmanager
def _site(folder: Path, entries: int, cores: Cores, **variables: str) -> Iterator[Server]:
    folder.mkdir()
    settings = settings_in(folder)
    load(settings)
    grow(settings.database, entries)
    with _serving(settings.database, cores, **variables) as server:
        yield server


@contextmanager
def _serving(database: Path, cores: Cores, **variables: str) -> Iterator[Server]:
    port = free_port()
    start = machine.on_core(cores.server, command("wsgi:app", port))
    log = database.with_suffix(f".{port}.log")
    began = time.monotonic()
    everything = {"BATTKOMP_DATABASE": str(database)} | variables
    with log.open("wb") as file, started(start, port, everything, log=file.fileno()) as process:
        address = f"http://127.0.0.1:{port}"
        Target(address + PAGE).ask()
        yield Server(address, process, time.monotonic() - began, log)


def _site_targets(servers: Mapping[str, Server]) -> dict[Key, Target]:
    targets = {}
    for name, server in servers.items():
        targets[Key(name, "page")] = Target(server.address + PAGE)
        if name != OFF:
            targets[Key(name, "uncached")] = Target(server.address + PAGE, is_distinct=True)
    address = servers[SITE].address
    targets[Key(SITE, "fragment")] = Target(f"{address}/fragment{PAGE}")
    targets[Key(SITE, "uncached board")] = Target(address + BOARD, is_distinct=True)
    targets[Key(SITE, "file")] = Target(address + _style(address))
    return targets


def _style(address: str) -> str:
    """Return the address of the style sheet, which has a digest in it."""
    page = fetch(address + PAGE, {}).body.decode()
    return page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]


def _copies_targets(nginx: str, granian: str) -> dict[Key, Target]:
    targets = {
        Key("nginx", what): Target(f"{nginx}/{what}") for what in ("page", "fragment", "file")
    }
    page = targets[Key("nginx", "page")]
    targets[Key("nginx", "unchanged")] = _unchanged(page, page.ask())
    targets[Key("Granian", "page")] = Target(granian + PAGE)
    return targets


def _unchanged(target: Target, answer: Answer) -> Target:
    """Ask as one who has the answer."""
    tag = str(answer.header("ETag"))
    return replace(target, headers=_BROTLI | {"If-None-Match": tag}, status=304)


def settle(server: Server, target: Target) -> Answer:
    """Return what is given again and again: the first answer is not yet from the cache."""
    target.ask()
    target.ask()
    machine.let_rest(server.process.pid)
    return target.ask()


def _with_connections(targets: Mapping[Key, Target]) -> Iterator[tuple[Key, Target]]:
    """Ask some of them over other numbers of connections too."""
    for key, target in targets.items():
        varies = key in (Key("nginx", "page"), Key(SITE, "page"), Key(SITE, "uncached"))
        for connections in CONNECTIONS if varies else (USUAL,):
            yield key._replace(connections=connections), target
