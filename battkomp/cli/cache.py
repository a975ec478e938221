"""`flask cache`: the shared caches in front of the site."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from battkomp.operations import cache_purge
from battkomp.web.context import settings

cache = AppGroup("cache", help="The shared caches in front of the site.")


@cache.command("purge")
def purge() -> None:
    """Purge every cache in BATTKOMP_CACHES. It does no harm if nothing has changed."""
    caches = settings().caches
    failures = cache_purge.purge(caches)
    if failures:
        raise click.ClickException("; ".join(f"{one}: {why}" for one, why in failures.items()))
    click.echo(f"Purged: {', '.join(caches)}" if caches else "BATTKOMP_CACHES names no cache.")


def purge_caches() -> None:
    """Purge the shared caches after a change of the content, and name those that failed.

    The content stays published if a cache cannot be purged.
    """
    for address, reason in cache_purge.purge(settings().caches).items():
        click.echo(
            f"The content is published, but {address} could not be purged: {reason}. "
            "To try again: flask --app wsgi cache purge",
            err=True,
        )
