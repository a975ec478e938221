"""`flask links`: the links to other sites."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click
from flask.cli import AppGroup

from battkomp.cli.errors import saying_what_is_wrong
from battkomp.operations.link_check import State
from battkomp.operations.link_report import Link
from battkomp.operations.link_report import check as check_links
from battkomp.operations.static_edition import UnansweredError
from battkomp.web.context import settings

links = AppGroup("links", help="The links to other sites.")


@links.command("check")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def check(as_json: bool) -> None:
    """Report which links to other sites are broken or have moved, and where they stand.

    Others' faults are no error: the command fails only if there is nothing to report from.
    """
    with saying_what_is_wrong():
        try:
            found = check_links(settings())
        except UnansweredError as error:
            raise click.ClickException(str(error)) from error
    click.echo(_as_json(found) if as_json else "\n".join(_lines(found)))


def _as_json(found: Sequence[Link]) -> str:
    said = [
        {
            "address": link.address,
            "state": link.found.state.value,
            "said": link.found.said,
            "moved_to": link.found.moved_to,
            "places": link.places,
        }
        for link in found
    ]
    return json.dumps({"day": settings().today().isoformat(), "links": said}, indent=2)


def _lines(found: Sequence[Link]) -> Iterator[str]:
    counts = [sum(link.found.state is state for link in found) for state in State]
    yield "Links to other sites: {}. They work: {}; moved: {}; broken: {}.".format(
        len(found), *counts
    )
    for state in (State.BROKEN, State.MOVED):
        for link in found:
            if link.found.state is state:
                yield ""
                yield from _told(link)


def _told(link: Link) -> Iterator[str]:
    yield f"{link.found.state.value.capitalize()}: {link.address}"
    if link.found.state is State.BROKEN:
        yield f"  {link.found.said}"
    if link.found.moved_to is not None:
        yield f"  has moved for good to {link.found.moved_to}"
    yield from (f"  stands in {place}" for place in link.places)
