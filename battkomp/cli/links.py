"""`flask links`: the links to other sites."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from battkomp.cli.errors import cli_errors
from battkomp.web.context import settings

if TYPE_CHECKING:
    from battkomp.operations.link_report import Link

links = AppGroup("links", help="The links to other sites.")


@links.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(as_json: bool) -> None:
    """Report which links to other sites are broken or have moved, and where they are.

    Broken links are no error: the command fails only if there are no pages to read them from.
    """
    # Imported here: httpx takes 0.1 seconds, and every worker and command loads this module.
    from battkomp.operations import link_report

    with cli_errors():
        found = link_report.check(settings())
    click.echo(_as_json(found) if as_json else "\n".join(_lines(found)))


def _as_json(found: Sequence[Link]) -> str:
    report = [
        {
            "address": link.address,
            "state": link.result.state.value,
            "said": link.result.reason,
            "moved_to": link.result.moved_to,
            "places": link.places,
        }
        for link in found
    ]
    return json.dumps({"day": settings().today().isoformat(), "links": report}, indent=2)


def _lines(found: Sequence[Link]) -> Iterator[str]:
    counts = Counter(link.result.state.value for link in found)
    yield (
        f"Links to other sites: {len(found)}. They work: {counts['works']}; "
        f"moved: {counts['moved']}; broken: {counts['broken']}."
    )
    for state in ("broken", "moved"):
        for link in found:
            if link.result.state.value == state:
                yield from ("", f"{state.capitalize()}: {link.address}", *_details(link))


def _details(link: Link) -> Iterator[str]:
    if link.result.state.value == "broken":
        yield f"  {link.result.reason}"
    if link.result.moved_to is not None:
        yield f"  has moved for good to {link.result.moved_to}"
    yield from (f"  stands in {place}" for place in link.places)
