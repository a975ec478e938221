"""The machine: its cores, and what a process and its children take of it."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from math import inf
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_AT_REST = 1000 / _TICKS  # milliseconds in a tenth of a second: one tick is chance
_LONGEST_REST = 60  # seconds


class TooFewCoresError(Exception):
    """The load would take its time from what is measured."""


@dataclass(frozen=True)
class Cores:
    """The core that the servers share, one of them busy at a time, and that of the load."""

    server: int
    load: int


@dataclass(frozen=True)
class Memory:
    """Megabytes: all that a process has in memory, and its share when divided with others."""

    resident: float
    proportional: float


def cores() -> Cores:
    """Return the two cores to use.

    :raises TooFewCoresError: if there is only one.
    """
    found = sorted(os.sched_getaffinity(0))
    if len(found) < 2:
        raise TooFewCoresError("this needs two cores: one for the server, one for the load")
    return Cores(found[0], found[1])


def on_core(core: int, command: list[str]) -> list[str]:
    """Return a command that keeps itself, and what it starts, on one core."""
    return ["taskset", "--cpu-list", str(core), *command]


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that it has started."""
    yield pid
    for children in _PROC.glob(f"{pid}/task/*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def processor_time(pid: int) -> float:
    """Return the milliseconds of processor time that a process and its children have had."""
    ticks = 0
    for one in family(pid):
        # The second field is a name in brackets, which may hold anything.
        fields = (_PROC / str(one) / "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / _TICKS


def let_rest(pid: int) -> None:
    """Wait until a process and its children have done what is left to do.

    A server goes on with what was asked of it when nobody waits for the answer any more.
    """
    deadline = time.monotonic() + _LONGEST_REST
    before, after = -inf, processor_time(pid)
    while after - before > _AT_REST and time.monotonic() < deadline:
        time.sleep(0.1)
        before, after = after, processor_time(pid)


def memory(pid: int) -> Memory:
    """Return the memory of a process, without its children."""
    return parse_memory((_PROC / str(pid) / "smaps_rollup").read_text())


def parse_memory(rollup: str) -> Memory:
    """Read Linux's summary of a process's memory."""
    sizes = dict(re.findall(r"^(\w+): +(\d+) kB$", rollup, re.M))
    return Memory(int(sizes["Rss"]) / 1024, int(sizes["Pss"]) / 1024)


def description() -> str:
    """Return what the machine is, in one sentence without its name."""
    kernel = ".".join(platform.release().split(".")[:2])
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return (
        f"{os.cpu_count()} cores of {_processor()}; Linux {kernel}, {system}; "
        f"Python {platform.python_version()}{_how_built()}, Granian {version('granian')}, "
        f"Flask {version('flask')}, nginx {_nginx()}"
    )


def _how_built() -> str:
    """Say so if Python was built without what Debian's has: it is a fifth slower then."""
    options = str(sysconfig.get_config_var("CONFIG_ARGS"))
    return "" if "--enable-optimizations" in options else " (built without optimizations)"


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", (_PROC / "cpuinfo").read_text(), re.M)
    return found[1] if found else platform.machine()


def _nginx() -> str:
    told = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    return told.strip().rpartition("/")[2]
