"""`flask backup`: copies of what the site says, made, tried and put back while it runs."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp.cli.cache import tell_caches
from battkomp.cli.errors import saying_what_is_wrong
from battkomp.cli.params import NamedPath
from battkomp.db import backup_folder
from battkomp.operations import backup as backups
from battkomp.operations.backup import Compared
from battkomp.web.context import settings

backup = AppGroup("backup", help="Backups of what the site says, and of its messages.")

# What a path leads to is for `backups` to say: a link, a folder, a file that is no database.
_path = NamedPath(path_type=Path)


@backup.command("create")
@click.argument("folder", type=_path, required=False)
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but this many of the newest.")
def create(folder: Path | None, keep: int | None) -> None:
    """Make a backup in FOLDER, or in BATTKOMP_BACKUPS, and try it.

    The site may be read and written to meanwhile.
    """
    folder = folder or settings().backups
    if folder is None:
        raise click.ClickException("Name the folder, or set BATTKOMP_BACKUPS.")
    with saying_what_is_wrong():
        made = backups.create(settings(), folder)
        click.echo(f"{made.file}: {_said(made.compared)}")
        for old in backup_folder.keep_newest(folder, keep) if keep else ():
            click.echo(f"Removed {old}")


@backup.command("verify")
@click.argument("file", type=_path)
def verify(file: Path) -> None:
    """See whether the backup FILE is whole, and still gives the pages that it gave."""
    with saying_what_is_wrong():
        compared = backups.verify(settings(), file)
    click.echo(f"{file}: {_said(compared)}")


@backup.command("restore")
@click.argument("file", type=_path)
@click.option("--inbox", is_flag=True, help="Also put back messages that are there no more.")
def restore(file: Path, inbox: bool) -> None:
    """Put the backup FILE in the place of the site's database, while the site runs.

    What is there is kept, in the folder of FILE. The inbox is left alone.
    """
    with saying_what_is_wrong():
        restored = backups.restore(settings(), file, with_inbox=inbox)
    for path in restored.damaged:
        click.echo(f"What was damaged is in {path}")
    if restored.kept is not None:
        click.echo(f"What was there is in {restored.kept.file}")
    if restored.messages is not None:
        click.echo(f"Messages that were put back: {restored.messages}")
    click.echo(f"{settings().database} is restored from {file}: {_said(restored.compared)}")
    tell_caches()


def _said(compared: Compared) -> str:
    if compared.reason is not None:
        return f"whole. Its pages were not compared: {compared.reason}"
    return f"whole, and all of its {compared.pages} pages are as they should be"
