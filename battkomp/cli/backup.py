"""`flask backup`: backups of the content and the messages."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp.cli.cache import purge_caches
from battkomp.cli.errors import cli_errors
from battkomp.cli.params import NamedPath
from battkomp.db import backups
from battkomp.operations import backup as operations
from battkomp.web.context import settings

backup = AppGroup("backup", help="Backups of the content and the messages.")

_file = click.argument("file", type=NamedPath(path_type=Path))
_folder = click.argument("folder", type=NamedPath(path_type=Path), required=False)


@backup.command("create")
@_folder
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but this many of the newest.")
def create(folder: Path | None, keep: int | None) -> None:
    """Make a backup in FOLDER, or in BATTKOMP_BACKUPS, and check it.

    The site may be read and written to meanwhile.
    """
    folder = _named(folder)
    with cli_errors():
        file = operations.create(settings(), folder)
        click.echo(f"{file}: made and intact")
        for old in backups.keep_newest(folder, keep) if keep else ():
            click.echo(f"Removed {old}")


@backup.command("list")
@_folder
def list_(folder: Path | None) -> None:
    """List the backups in FOLDER, or in BATTKOMP_BACKUPS, the oldest first."""
    with cli_errors():
        for file in backups.backups_in(_named(folder)):
            contents = "content and messages" if backups.inbox_of(file).exists() else "content"
            click.echo(f"{file}  {backups.made_at(file):%Y-%m-%dT%H:%M:%SZ}  {contents}")


@backup.command("verify")
@_file
def verify(file: Path) -> None:
    """Check that the backup FILE is intact and can be restored."""
    with cli_errors():
        operations.verify(settings(), file)
    click.echo(f"{file}: intact")


@backup.command("restore")
@_file
@click.option("--inbox", is_flag=True, help="Also put back missing messages.")
def restore(file: Path, inbox: bool) -> None:
    """Replace the content with that of the backup FILE, while the site runs.

    The present content is backed up first, into the folder of FILE. The inbox stays as it is.
    """
    with cli_errors():
        restored = operations.restore(settings(), file, with_inbox=inbox)
    for path in restored.damaged:
        click.echo(f"The damaged file is now {path}")
    if restored.kept is not None:
        click.echo(f"The content before is in {restored.kept}")
    if restored.messages is not None:
        click.echo(f"Messages put back: {restored.messages}")
    click.echo(f"{settings().database} is restored from {file}")
    purge_caches()


def _named(folder: Path | None) -> Path:
    folder = folder or settings().backups
    if folder is None:
        raise click.ClickException("Name the folder, or set BATTKOMP_BACKUPS.")
    return folder
