"""The commands: `flask content` for what the site says, `flask strings` for its interface."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from battkomp import catalogs
from battkomp.content import document, exporting, history, loading, rules, store
from battkomp.content.document import BadContentError
from battkomp.content.queries import Reading
from battkomp.context import settings
from battkomp.navigation import SITE_MAP

content = AppGroup("content", help="What the site says.")
strings = AppGroup("strings", help="What the interface says: catalogs of strings.")

_folder_or_file = click.Path(exists=True, path_type=Path)
_folder = click.Path(file_okay=False, path_type=Path)


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(content)
    app.cli.add_command(strings)


@content.command("prepare")
def prepare() -> None:
    """Make the database if there is none, bring it up to date, and fill it if it is empty."""
    database = settings().database
    store.prepare(database)
    if loading.is_empty(database):
        _load(database, loading.SEED)
        click.echo(f"Content loaded into {database}")


@content.command("load")
@click.argument("path", type=_folder_or_file)
def load(path: Path) -> None:
    """Replace the content by a folder's, or a part of it by one file's.

    A file that is refused is named with the key and the reason, and nothing is changed.
    """
    database = settings().database
    store.prepare(database)
    changed = _load(database, path)
    click.echo("The content is loaded." if changed else "The content is as it was.")


@content.command("export")
@click.argument("folder", type=_folder)
def export(folder: Path) -> None:
    """Write the content to a folder, from which it can be loaded again."""
    exporting.export(store.reader(settings().database), folder)
    click.echo(f"The content is in {folder}")


@content.command("check")
@click.argument("folder", type=_folder, required=False)
def check(folder: Path | None) -> None:
    """List, page by page, the translations that are missing or outdated.

    Looks at the site's own content, or at the files of a folder. Ends with an error if there is
    anything to list.
    """
    if folder is None:
        found = _gaps(settings().database)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            database = Path(scratch) / "content.db"
            store.prepare(database)
            _load(database, folder)
            found = _gaps(database)
            store.forget_reader()
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} translations are missing or outdated.")
    click.echo("Every text is translated and up to date.")


@content.command("confirm")
@click.argument("folder", type=_folder)
def confirm(folder: Path) -> None:
    """Say of all translations in a folder that they say what the source texts say now."""
    languages = settings().languages
    try:
        read = document.read(folder)
        rules.enforce(read, [language.tag for language in languages], languages[0].tag)
    except BadContentError as error:
        raise click.ClickException(str(error)) from error
    read.history = history.confirmed(read, languages[0].tag, settings().today())
    exporting.write_history(read, folder)
    click.echo("Every translation is confirmed.")


@strings.command("extract")
def extract() -> None:
    """Bring the catalogs up to date with the strings in code and templates."""
    catalogs.extract(settings().translations)


@strings.command("compile")
def compile_() -> None:
    """Compile the catalogs."""
    catalogs.compile_all(settings().translations)


@strings.command("check")
def check_strings() -> None:
    """Check that the catalogs are complete, up to date and compiled."""
    complaints = list(catalogs.complaints(settings().translations))
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        raise click.ClickException("Run `make format`, then translate what is missing.")
    click.echo("Every string is translated and up to date.")


def _load(database: Path, path: Path) -> bool:
    languages = settings().languages
    tags = [language.tag for language in languages]
    try:
        return loading.load(database, path, tags, tags[0], settings().today())
    except BadContentError as error:
        raise click.ClickException(str(error)) from error


def _gaps(database: Path) -> list[str]:
    """Say what is wanting, in the order of the pages."""
    languages = settings().languages
    reading = Reading(
        store.reader(database), languages[0].tag, languages[0].tag, settings().today()
    )
    pages = {place.key: place.scope for place in SITE_MAP if place.scope}
    pages |= {f"part {phase.number}": (phase.subject,) for phase in reading.phases}
    return [
        f"{language.tag}: {page}: {gap.subject}.{gap.field} is "
        + ("missing" if gap.is_missing else "outdated")
        for language in languages
        for page, scope in pages.items()
        for gap in reading.gaps(language.tag, scope)
    ]
