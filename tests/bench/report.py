"""What has been measured, in tables; what must hold of it; and docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.load import Result
from tests.bench.machine import Memory
from tests.bench.plan import CONNECTIONS, ENTRIES, OFF, SITE, Key, site_of
from tests.bench.searches import Times
from tests.bench.steady import PACE

# What the customer has asked for.
LEAST_SHARE = 0.35  # of nginx's requests per second, for the same bytes
LONGEST_P99 = 25  # milliseconds
LEAST_UNCACHED = 800  # requests per second
LONGEST_P95 = 20  # milliseconds, at a steady pace
GROWTH = (0.85, 1.15)  # what a measurement may vary by when nothing has changed
LONGEST_SEARCH = 10  # milliseconds, for 95 in 100
LONGEST_START = 3  # seconds
MOST_MEMORY = 120  # megabytes

LEAST_SHARE_OF_CORE = 0.8  # that a server must have had for its results to say anything

_DOCUMENT = Path(__file__).with_name("document.md")
_LOAD_COLUMNS = ("requests/s", "of nginx", "µs each", "p50 ms", "p99 ms")


@dataclass(frozen=True)
class Site:
    """What a site takes: seconds to its first page, and the memory of its worker."""

    start: float
    memory: Memory


@dataclass(frozen=True)
class Report:
    """One run."""

    on: date
    machine: str
    rounds: int
    results: Mapping[Key, Result]
    sites: Mapping[str, Site]
    steadily: float  # milliseconds: p95 of uncached pages, asked for at a steady pace
    searching: Times  # of searches among the most entries


@dataclass(frozen=True)
class Bound:
    """Something that must hold, as it was found."""

    text: str
    found: str
    holds: bool

    def __str__(self) -> str:
        return f"{self.text}: {self.found}"


def is_quiet(report: Report) -> bool:
    """Tell whether the servers had their core, and wrk its own, for themselves."""
    keys = (Key("nginx", "page"), Key(SITE, "page"), Key(SITE, "uncached"))
    return all(report.results[key].share >= LEAST_SHARE_OF_CORE for key in keys)


def bounds(report: Report) -> list[Bound]:
    """Return what must hold, and whether it does."""
    page, uncached = report.results[Key(SITE, "page")], report.results[Key(SITE, "uncached")]
    share = page.rate / report.results[Key("nginx", "page")].rate
    growth = report.results[Key(site_of(ENTRIES[-1]), "page")].cost / page.cost
    start = max(site.start for site in report.sites.values())
    memory = max(site.memory.resident for site in report.sites.values())
    least, most = GROWTH
    return [
        Bound(
            f"A cached page reaches at least {LEAST_SHARE} of nginx",
            f"{share:.2f}",
            share >= LEAST_SHARE,
        ),
        Bound(
            f"99 in 100 cached pages take less than {LONGEST_P99} ms at 32 connections",
            f"{page.p99:.1f} ms",
            page.p99 < LONGEST_P99,
        ),
        Bound(
            f"At least {LEAST_UNCACHED} uncached pages a second",
            f"{uncached.rate:,.0f}",
            uncached.rate >= LEAST_UNCACHED,
        ),
        Bound(
            f"95 in 100 uncached pages take at most {LONGEST_P95} ms at {PACE} requests/s",
            f"{report.steadily:.1f} ms",
            report.steadily <= LONGEST_P95,
        ),
        Bound(
            f"A cached page costs the same with {ENTRIES[-1]:,} entries as with {ENTRIES[0]} "
            f"({least} to {most} of it)",
            f"{growth:.2f}",
            least <= growth <= most,
        ),
        Bound(
            f"95 in 100 searches among {ENTRIES[-1]:,} entries take the server less than "
            f"{LONGEST_SEARCH} ms",
            f"{report.searching.server:.1f} ms",
            report.searching.server < LONGEST_SEARCH,
        ),
        Bound(
            f"Start to first page in less than {LONGEST_START} s",
            f"{start:.1f} s",
            start < LONGEST_START,
        ),
        Bound(
            f"A worker takes less than {MOST_MEMORY} MB", f"{memory:.0f} MB", memory < MOST_MEMORY
        ),
    ]


def tables(report: Report) -> str:
    """Return all that was found, in Markdown."""
    parts = [
        "## What must hold\n",
        table(
            ("", "found", ""),
            (
                [one.text, one.found, "holds" if one.holds else "**fails**"]
                for one in bounds(report)
            ),
        ),
        "\n## Side by side, 32 connections\n",
        table(("", *_LOAD_COLUMNS), _side_by_side(report)),
        "\n## As the content grows\n",
        table(("", *_LOAD_COLUMNS), _growing(report)),
        "\n## As visitors come\n",
        table(("", *_LOAD_COLUMNS), _crowding(report)),
        "\n## What a worker takes\n",
        table(("", "start, s", "resident, MB", "proportional, MB"), _taking(report)),
    ]
    return "\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, numbers to the right, that is also readable as it stands."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(line, widths) for line in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def _side_by_side(report: Report) -> Iterator[list[str]]:
    for name, key, copy in (
        ("nginx, the page from a file", Key("nginx", "page"), "page"),
        ("Granian, the page and nothing else", Key("Granian", "page"), "page"),
        ("cached page", Key(SITE, "page"), "page"),
        ("uncached page", Key(SITE, "uncached"), "page"),
        ("uncached page of the board", Key(SITE, "uncached board"), "page"),
        ("page, cache off", Key(OFF, "page"), "page"),
        ("nginx, 304", Key("nginx", "unchanged"), "unchanged"),
        ("cached page, 304", Key(SITE, "unchanged"), "unchanged"),
        ("nginx, the fragment", Key("nginx", "fragment"), "fragment"),
        ("cached fragment", Key(SITE, "fragment"), "fragment"),
        ("nginx, the style sheet", Key("nginx", "file"), "file"),
        ("style sheet", Key(SITE, "file"), "file"),
    ):
        yield [name, *_numbers(report, key, Key("nginx", copy))]


def _growing(report: Report) -> Iterator[list[str]]:
    for what in ("page", "uncached"):
        for entries in ENTRIES:
            name = f"{_called(what)}, {entries:,} entries"
            yield [name, *_numbers(report, Key(site_of(entries), what), Key("nginx", "page"))]


def _crowding(report: Report) -> Iterator[list[str]]:
    for server, what in (("nginx", "page"), (SITE, "page"), (SITE, "uncached")):
        for connections in CONNECTIONS:
            name = "nginx" if server == "nginx" else _called(what)
            copy = Key("nginx", "page", connections)
            numbers = _numbers(report, Key(server, what, connections), copy)
            yield [f"{name}, {connections:,} connections", *numbers]


def _called(what: str) -> str:
    return {"page": "cached page", "uncached": "uncached page"}[what]


def _numbers(report: Report, key: Key, copy: Key) -> list[str]:
    found, other = report.results[key], report.results[copy]
    return [
        f"{found.rate:,.0f}",
        f"{found.rate / other.rate:.2f}",
        f"{found.cost:,.0f}",
        f"{found.p50:,.2f}",
        f"{found.p99:,.2f}",
    ]


def _taking(report: Report) -> Iterator[list[str]]:
    for name, site in report.sites.items():
        memory = site.memory
        yield [name, f"{site.start:.2f}", f"{memory.resident:.0f}", f"{memory.proportional:.0f}"]


def document(report: Report) -> str:
    """Return docs/benchmarks.md."""
    return _DOCUMENT.read_text("utf-8").format(
        on=report.on,
        machine=report.machine,
        rounds=report.rounds,
        tables=tables(report),
        waiting=report.searching.visitor,
    )
