"""`flask cache`: the shared caches in front of the site."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from battkomp.operations import cache_purge
from battkomp.web.context import settings

cache = AppGroup("cache", help="The shared caches in front of the site.")


@cache.command("purge")
def purge() -> None:
    """Tell every shared cache that the content has changed. It does no harm if it has not."""
    caches = settings().caches
    untold = cache_purge.purge(caches)
    if untold:
        raise click.ClickException("; ".join(f"{one.cache}: {one.reason}" for one in untold))
    click.echo(f"Told: {', '.join(caches)}" if caches else "BATTKOMP_CACHES names no cache.")


def tell_caches() -> None:
    """Tell the shared caches of content that has just been changed.

    The change stands, whether they can be told or not; those that could not are named.
    """
    for one in cache_purge.purge(settings().caches):
        click.echo(
            f"The content is published, but {one.cache} could not be told: {one.reason}. "
            "To tell it again: flask --app wsgi cache purge",
            err=True,
        )
