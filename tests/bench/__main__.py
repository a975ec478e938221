"""Measure, print, and write docs/benchmarks.md; fail if what must hold does not: `make bench`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from battkomp.settings import ROOT
from tests.bench import load, machine, report, searches, steady
from tests.bench.load import Round, WrongAnswerError
from tests.bench.plan import ENTRIES, SEARCHED, Key, Plan, prepared, settle, site_of
from tests.bench.report import Report, Site
from tests.support.pages import EVERY_PAGE
from tests.support.sites import today

DOCUMENT = ROOT / "docs" / "benchmarks.md"
ENOUGH = 3  # rounds, for results that are worth writing down
CROWD = 1_000  # connections, which take a second round second to be fair to the last of them

SECONDS_STEADY = 4  # of visitors at a steady pace, in each round


def measure(plan: Plan, rounds: int, cores: machine.Cores) -> dict[Key, list[Round]]:
    """Measure everything once in each round, and each time in another order."""
    found: dict[Key, list[Round]] = {key: [] for key in plan.targets}
    for number in range(rounds):
        for key in rotated(list(plan.targets), number, rounds):
            found[key].append(_measured(plan, key, cores))
        print(f"Round {number + 1} of {rounds} is done.", file=sys.stderr)  # noqa: T201  # it takes minutes
    return found


def _measured(plan: Plan, key: Key, cores: machine.Cores) -> Round:
    seconds = 2 if key.connections >= CROWD else 1
    server, target = plan.servers[key.server], plan.targets[key]
    size = settle(server, target).size
    before = machine.processor_time(server.process.pid)
    try:
        found = load.run(target, key.connections, seconds, cores.load)
        load.check(found, size, key.connections)
    except WrongAnswerError as error:
        raise WrongAnswerError(f"{key}: {error}") from error
    found = load.with_processor(found, machine.processor_time(server.process.pid) - before)
    machine.let_rest(server.process.pid)
    return found


def rotated(keys: Sequence[Key], number: int, rounds: int) -> list[Key]:
    """Return the order of one of several rounds."""
    start = len(keys) * number // rounds
    return [*keys[start:], *keys[:start]]


def bench(rounds: int) -> Report:
    """Run everything.

    :raises TooFewCoresError: if the machine has but one core.
    :raises WrongAnswerError: if a server does not answer as it must.
    """
    cores = machine.cores()
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder), cores) as plan:
        found = measure(plan, rounds, cores)
        steadily = median(_steady(plan, cores) for _round in range(rounds))
        searching = _searching(plan, rounds, cores)
        sites = {
            name: Site(server.start, server.pages)
            for name, server in plan.servers.items()
            if name.startswith("site")
        }
    results = {key: load.middle(values) for key, values in found.items()}
    return Report(today(), machine.description(), rounds, results, sites, steadily, searching)


def _steady(plan: Plan, cores: machine.Cores) -> float:
    """Ask the site with the most content for every page, at a steady pace."""
    server = plan.servers[site_of(ENTRIES[-1])]
    return steady.p95(server.address, EVERY_PAGE, SECONDS_STEADY, cores.load)


def _searching(plan: Plan, rounds: int, cores: machine.Cores) -> searches.Times:
    """Search the site with the most content."""
    server = plan.servers[SEARCHED]
    assert server.log is not None
    times = [searches.p95(server.address, server.log, cores.load) for _round in range(rounds)]
    return searches.Times(median(one.server for one in times), median(one.visitor for one in times))


def main() -> None:
    """Do as the command says."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    try:
        found = bench(rounds)
    except (machine.TooFewCoresError, WrongAnswerError) as error:
        sys.exit(str(error))
    print(report.tables(found))  # noqa: T201  # what the command says
    if not report.is_quiet(found):
        sys.exit("Others are using the machine, so this says nothing, and is not written down.")
    if rounds >= ENOUGH:
        DOCUMENT.write_text(report.document(found), "utf-8")
    failed = [str(bound) for bound in report.bounds(found) if not bound.holds]
    if failed:
        sys.exit("\n".join(f"Fails: {one}" for one in failed))


if __name__ == "__main__":
    main()
