"""`flask content`: what the site says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp.cli.cache import purge_caches
from battkomp.cli.errors import cli_errors
from battkomp.cli.params import NamedPath
from battkomp.contact import schema as messages
from battkomp.content import export as exporting
from battkomp.content import files, history, rules
from battkomp.content import load as loading
from battkomp.content.files import Document
from battkomp.content.queries import Reading
from battkomp.content.words import NoContentError
from battkomp.db import connections
from battkomp.web.context import settings
from battkomp.web.sitemap import SITE_MAP

content = AppGroup("content", help="What the site says.")

_folder_or_file = NamedPath(exists=True, path_type=Path)
_folder = NamedPath(file_okay=False, path_type=Path)
_existing_folder = NamedPath(exists=True, file_okay=False, path_type=Path)


@content.command("prepare")
def prepare() -> None:
    """Make the database if there is none, bring it up to date, and fill it if it is empty."""
    database = settings().database
    with cli_errors(makes_database=True):
        connections.prepare(database)
        messages.prepare(settings().inbox_file)
        if loading.is_empty(database):
            _load(database, loading.SEED)
            click.echo(f"Content loaded into {database}")
        elif loading.complete(database, _tags(), _tags()[0], settings().today()):
            click.echo(f"Content of an earlier release completed in {database}")


@content.command("load")
@click.argument("path", type=_folder_or_file)
def load(path: Path) -> None:
    """Replace the content by a folder's, or a part of it by one file's.

    A file that is refused is named with the key and the reason, and nothing is changed.
    """
    with cli_errors():
        changed = _load(settings().database, path)
    click.echo("The content is loaded." if changed else "The content is as it was.")
    # Also when nothing has changed: the load before this one may have died before it purged them.
    purge_caches()


@content.command("export")
@click.argument("folder", type=_folder)
def export(folder: Path) -> None:
    """Write the content to a folder, from which it can be loaded again."""
    with cli_errors(), connections.snapshot(settings().database) as db:
        exporting.export(db, folder)
    click.echo(f"The content is in {folder}")


@content.command("check")
@click.argument("folder", type=_existing_folder, required=False)
def check(folder: Path | None) -> None:
    """List, page by page, the translations that are missing or outdated.

    Looks at the site's own content, or at the files of a folder; there it also lists the texts
    that have changed since they were last confirmed. Ends with an error if anything is listed.
    """
    with cli_errors():
        found = _gaps(settings().database) if folder is None else _gaps_in(folder)
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"To be looked at: {len(found)}")
    click.echo("Every text is translated and up to date.")


@content.command("confirm")
@click.argument("folder", type=_existing_folder)
@click.argument("texts", nargs=-1)
@click.option("--all", "all_texts", is_flag=True, help="All translations hold.")
def confirm(folder: Path, texts: tuple[str, ...], all_texts: bool) -> None:
    """Record what has changed in a folder's files.

    A translation that has changed is recorded as made from the source text beside it. One that
    has not, though its source has, stays outdated, unless it is among TEXTS (as `check` names
    them): those say what the source texts say now.
    """
    with cli_errors():
        read = _read(folder)
        unknown = set(texts) - {text.name for text in history.texts_of(read, _tags()[0])}
        if unknown:
            raise click.ClickException(f"There is no text {min(unknown)}")
        names = None if all_texts else texts
        read.history = history.confirmed(read, _tags()[0], settings().today(), names)
    exporting.write_history(read, folder)
    click.echo("What has changed is recorded.")


def _tags() -> tuple[str, ...]:
    return tuple(language.tag for language in settings().languages)


def _load(database: Path, path: Path) -> bool:
    return loading.load(database, path, _tags(), _tags()[0], settings().today())


def _read(folder: Path) -> Document:
    read = files.read(folder)
    rules.enforce(read, _tags(), _tags()[0])
    return read


def _gaps_in(folder: Path) -> list[str]:
    read = _read(folder)
    changed = [
        f"{text.language}: {text.name} has changed since it was confirmed"
        for text in history.unrecorded(read, _tags()[0])
    ]
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "content.db"
        _load(database, folder)
        found = _gaps(database)
        connections.forget_reader()
    return found + changed


def _gaps(database: Path) -> list[str]:
    """Say what is wanting, in the order of the pages."""
    with connections.snapshot(database) as db:
        if exporting.is_empty(db):
            raise NoContentError
        source = _tags()[0]
        reading = Reading(db, source, source, settings().today())
        pages = {place.key: place.scope for place in SITE_MAP if place.scope}
        pages |= {f"part {phase.number}": (phase.subject,) for phase in reading.phases}
        return [
            f"{tag}: {page}: {gap.subject}.{gap.field} is "
            + ("missing" if gap.is_missing else "outdated")
            for tag in _tags()
            for page, scope in pages.items()
            for gap in reading.gaps(tag, scope)
        ]
