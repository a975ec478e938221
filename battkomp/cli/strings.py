"""`flask strings`: what the interface says, in catalogs of strings."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from battkomp.cli import catalogs
from battkomp.web.context import settings

strings = AppGroup("strings", help="What the interface says: catalogs of strings.")


@strings.command("extract")
def extract() -> None:
    """Bring the catalogs up to date with the strings in code and templates."""
    catalogs.extract(settings().translations, _locales())


@strings.command("compile")
def compile_() -> None:
    """Compile the catalogs."""
    catalogs.compile_all(settings().translations)


@strings.command("check")
def check_strings() -> None:
    """Check that the catalogs are complete, up to date and compiled."""
    complaints = list(catalogs.complaints(settings().translations, _locales()))
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        raise click.ClickException("Run `make format`, then translate what is missing.")
    click.echo("Every string is translated and up to date.")


def _locales() -> tuple[str, ...]:
    """Return the locales that need a catalog: all but that of the code's own language."""
    languages = settings().languages
    return tuple(one.locale for one in languages if one.tag != catalogs.CODE_LANGUAGE)
