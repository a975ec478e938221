"""Commands of operators: `flask cache`, `flask backup`, `flask links` and `flask edition`."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlite_utils import Migrations

import battkomp
from battkomp import addresses
from battkomp.cli.terminal import NamedPath, cli_errors
from battkomp.db import backups
from battkomp.operations import backup as operations
from battkomp.operations import cache_purge, output_folder, static_site
from battkomp.operations.static_site import MARKER
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
    for address, reason in cache_purge.purge_changed(settings().caches).items():
        click.echo(
            f"The content is published, but {address} could not be purged: {reason}. "
            "To try again: flask --app wsgi cache purge",
            err=True,
        )


backup = AppGroup("backup", help="Backups of the content, the messages and the desk.")

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
            others = {"messages": backups.inbox_of(file), "desk": backups.desk_of(file)}
            contents = ", ".join(["content", *(name for name in others if others[name].exists())])
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
@click.option("--desk", is_flag=True, help="Also replace the desk.")
def restore(file: Path, inbox: bool, desk: bool) -> None:
    """Replace the content with that of the backup FILE, while the site runs.

    The present content, messages and desk are backed up first, into the folder of FILE. The inbox
    stays as it is without --inbox, and the desk without --desk.
    """
    with cli_errors():
        tables = _tables_of_the_desk() if desk else None
        restored = operations.restore(settings(), file, with_inbox=inbox, desk=tables)
    for path in restored.damaged:
        click.echo(f"The damaged file is now {path}")
    if restored.kept is not None:
        click.echo(f"The content before is in {restored.kept}")
    if restored.messages is not None:
        click.echo(f"Messages put back: {restored.messages}")
    click.echo(f"{settings().database} is restored from {file}")
    purge_caches()


def _tables_of_the_desk() -> Migrations:
    # Imported here: the public site loads this module, and nothing of the desk.
    from battkomp.desk import schema

    return schema.migrations


def _named(folder: Path | None) -> Path:
    folder = folder or settings().backups
    if folder is None:
        raise click.ClickException("Name the folder, or set BATTKOMP_BACKUPS.")
    return folder


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
    if as_json:
        click.echo(link_report.as_json(found, settings().today()))
    else:
        click.echo("\n".join(link_report.lines(found)))


edition = AppGroup("edition", help="The site as files, for hosts that run no programs.")

_LOCAL_URL = "http://localhost:8000"  # the address of `python -m http.server`
_NOT_PUBLIC = (
    f"Feeds, the sitemap and links to share hold the address {_LOCAL_URL}: to publish the site,"
    " build it with --public-url https://battkomp.example, or with BATTKOMP_PUBLIC_URL."
)


@edition.command("build")
@click.argument("out", type=NamedPath(file_okay=False, path_type=Path))
@click.option("--public-url", help="Where it will be: https://battkomp.example")
def build(out: Path, public_url: str | None) -> None:
    """Write the site as files to the folder OUT, which any host can serve.

    OUT must be new, empty, or a static site, which is replaced as a whole or not at all. Without a
    public URL, the files are made for http://localhost:8000, to be looked at.
    """
    try:
        given = settings().public_url if public_url is None else addresses.base_url(public_url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--public-url") from error
    url = given or _LOCAL_URL
    app = battkomp.create_app(static_site.settings_for(settings(), url))
    with cli_errors():
        output_folder.refuse_foreign_files(out, MARKER)
        built = static_site.build(app)
        output_folder.replace(out, built.files, MARKER)
    click.echo(
        f"The static site for {url} is in {out}: {len(built.files)} files,"
        f" of revision {built.revision} of the content."
    )
    if given is None:
        click.echo(_NOT_PUBLIC, err=True)
