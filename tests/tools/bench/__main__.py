"""Measure the site beside nginx, and write docs/benchmarks.md: `make bench`."""

import sys

import click

from battkomp.settings import ROOT
from tests.tools.bench import report, servers
from tests.tools.bench.measure import measure

DOCUMENT = ROOT / "docs" / "benchmarks.md"
_ENOUGH = 3  # rounds, for a document


@click.command()
@click.option("--rounds", type=click.IntRange(1), default=5)
def main(rounds: int) -> None:
    """Print the results; exit with 1 if a limit does not hold."""
    servers.leave_first_core()
    values = measure(rounds)
    click.echo(report.tables(values))
    if rounds >= _ENOUGH:
        DOCUMENT.write_text(report.document(values, rounds), "utf-8")
    sys.exit(1 if report.broken(values) else 0)


if __name__ == "__main__":
    main()
