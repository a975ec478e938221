"""`flask content`: load and export the content."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp.cli.agreement import contradictions, described, refuse_contradictions
from battkomp.cli.operations import purge_caches
from battkomp.cli.terminal import NamedPath, cli_errors, line
from battkomp.contact import schema as inbox
from battkomp.content import export as exporting
from battkomp.content import load as loading
from battkomp.content import storage
from battkomp.content.files import Document
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.operations.render_check import refuse_unrenderable
from battkomp.web.context import settings
from battkomp.web.sitemap import page_keys

content = AppGroup("content", help="Load, export and check the content.")

_folder_or_file = NamedPath(exists=True, path_type=Path)
_folder = NamedPath(file_okay=False, path_type=Path)


@content.command("prepare")
def prepare() -> None:
    """Create the databases if they are missing, and fill them with content if they are empty.

    Content of an earlier release gets the pages that this release brings. With BATTKOMP_CONTENT
    the content of that folder is loaded each time; its contradictions are printed.
    """
    site = settings()
    database, folder = site.database, site.content
    with cli_errors(database):
        connections.prepare(database, storage.migrations)
    with cli_errors(site.inbox_file):
        inbox.prepare(site.inbox_file)
    with cli_errors(database):
        if folder is not None or loading.is_empty(database):
            changed = _load(folder or loading.SEED, _print_contradictions)
        else:
            changed = loading.add_missing_pages(
                database, site.tags, site.today(), pages=page_keys(), check=refuse_unrenderable
            )
        if changed:
            click.echo(f"Content loaded into {database}")


@content.command("load")
@click.argument("path", type=_folder_or_file)
def load(path: Path) -> None:
    """Replace the content with a folder of files, or replace the sections of one file.

    Refused content changes nothing; the message names the file, the key and the reason. Content
    that contradicts itself is refused, unless `content accept` has recorded that it is right.
    """
    with cli_errors():
        changed = _load(path, refuse_contradictions)
    click.echo("The content is loaded." if changed else "The content is as it was.")
    # Purge the caches even if nothing has changed: an interrupted load may not have done so.
    purge_caches()


@content.command("export")
@click.argument("folder", type=_folder)
def export(folder: Path) -> None:
    """Write the content to files in a folder, from which it can be loaded again."""
    with cli_errors():
        exporting.write(stored(), folder)
    click.echo(f"The content is in {folder}")


def _load(path: Path, agreement: loading.Check) -> bool:
    """Load content that can be rendered.

    :param agreement: is called with the new content, and refuses its contradictions or prints them.
    """

    def check(snapshot: Snapshot) -> None:
        refuse_unrenderable(snapshot)
        agreement(snapshot)

    site = settings()
    return loading.load(
        site.database, path, site.tags, site.today(), pages=page_keys(), check=check
    )


def _print_contradictions(snapshot: Snapshot) -> None:
    for one in contradictions(snapshot):
        line(described(one))


def stored() -> Document:
    """Return the live content."""
    with connections.snapshot(settings().database) as db:
        return storage.read(db)
