"""The limits, and the tables of docs/benchmarks.md."""

import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

from battkomp import oslo

RATE, SHARE, P95, P99 = "requests/s", "of nginx", "p95, ms", "p99, ms"
BESIDE = "beside editors"  # as a share of the requests per second without them
CHANGE, START, MEMORY = "first page after a change, s", "start, s", "worker, MB"

_DECIMALS = {RATE: 0, MEMORY: 0, P95: 1, P99: 1}  # 2 for other units
_TEMPLATE = Path(__file__).with_name("template.md")


class Key(NamedTuple):
    """Names a measured value. `times` is the size of the content, as a multiple of the seed's."""

    subject: str
    times: int
    unit: str


Values = Mapping[Key, float]


class Limit(NamedTuple):
    """A limit for a measured value, which is `at_least` one number or `below` another."""

    text: str
    key: Key
    at_least: float = -inf
    below: float = inf


LIMITS = (
    Limit("cached page: at least 0.35 of nginx", Key("cached page", 1, SHARE), at_least=0.35),
    Limit("cached page: p99 below 25 ms", Key("cached page", 1, P99), below=25),
    Limit("uncached page: at least 500 requests/s", Key("uncached page", 1, RATE), at_least=500),
    Limit(
        "cached page beside editors: at least 0.97", Key("cached page", 1, BESIDE), at_least=0.97
    ),
    Limit(
        "uncached page beside editors: at least 0.97",
        Key("uncached page", 1, BESIDE),
        at_least=0.97,
    ),
    Limit("search at size 40: p95 below 10 ms", Key("search", 40, P95), below=10),
    Limit("first page after a change at size 10: below 0.5 s", Key("site", 10, CHANGE), below=0.5),
    Limit("worker at size 10: below 150 MB", Key("site", 10, MEMORY), below=150),
    Limit("start: below 2 s", Key("site", 1, START), below=2),
)


def broken(values: Values) -> list[str]:
    """Return the texts of the limits that do not hold."""
    return [one.text for one in LIMITS if not one.at_least <= values[one.key] < one.below]


def tables(values: Values) -> str:
    """Return the limits and all values as Markdown tables."""
    failed = broken(values)
    limits = (
        (one.text, _number(one.key, values), "no" if one.text in failed else "yes")
        for one in LIMITS
    )
    return "\n\n".join(
        [
            _table(("limit", "measured", "holds"), limits),
            _values(values, (RATE, SHARE, BESIDE, P95, P99)),
            _values(values, (CHANGE, START, MEMORY)),
        ]
    )


def _values(values: Values, units: Sequence[str]) -> str:
    """Return a table with a column for each unit, and a row for each subject and size."""
    names = sorted({(key.subject, key.times) for key in values if key.unit in units})
    rows = (
        (subject, str(times), *(_number(Key(subject, times, unit), values) for unit in units))
        for subject, times in names
    )
    return _table(("", "size", *units), rows)


def _number(key: Key, values: Values) -> str:
    return f"{values[key]:,.{_DECIMALS.get(key.unit, 2)}f}" if key in values else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def document(values: Values, rounds: int) -> str:
    """Return docs/benchmarks.md."""
    return _TEMPLATE.read_text("utf-8").format(
        day=oslo.today(), machine=_machine(), rounds=rounds, tables=tables(values)
    )


def _machine() -> str:
    """Describe the machine without its name."""
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    processor = found[1] if found else platform.machine()
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    return f"{processor}, Python {platform.python_version()}, {nginx.strip().rpartition(': ')[2]}"
