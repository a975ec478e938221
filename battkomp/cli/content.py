"""`flask content`: load, export and check the content."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from flask.cli import AppGroup

from battkomp.cli.operations import purge_caches
from battkomp.cli.terminal import NamedPath, cli_errors
from battkomp.contact import schema as inbox
from battkomp.content import export as exporting
from battkomp.content import files, history, rules, storage
from battkomp.content import load as loading
from battkomp.content.files import Document, History
from battkomp.content.localized import LocalizedContent
from battkomp.content.snapshot import Snapshot
from battkomp.content.views import AnyEntry
from battkomp.content.wording import avoided
from battkomp.db import connections
from battkomp.operations.render_check import refuse_unrenderable
from battkomp.web.context import settings
from battkomp.web.sitemap import Location, all_locations, page_keys

content = AppGroup("content", help="Load, export and check the content.")

_folder_or_file = NamedPath(exists=True, path_type=Path)
_folder = NamedPath(file_okay=False, path_type=Path)
_existing_folder = NamedPath(exists=True, file_okay=False, path_type=Path)


@content.command("prepare")
def prepare() -> None:
    """Create the databases if they are missing, and fill them with content if they are empty.

    Content of an earlier release gets the pages that this release brings. With BATTKOMP_CONTENT
    the content of that folder is loaded each time.
    """
    site = settings()
    database, folder = site.database, site.content
    with cli_errors(database):
        connections.prepare(database, storage.migrations)
    with cli_errors(site.inbox_file):
        inbox.prepare(site.inbox_file)
    with cli_errors(database):
        if folder is not None or loading.is_empty(database):
            changed = _load(folder or loading.SEED)
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

    Refused content changes nothing; the message names the file, the key and the reason.
    """
    with cli_errors():
        changed = _load(path)
    click.echo("The content is loaded." if changed else "The content is as it was.")
    # Purge the caches even if nothing has changed: an interrupted load may not have done so.
    purge_caches()


@content.command("export")
@click.argument("folder", type=_folder)
def export(folder: Path) -> None:
    """Write the content to files in a folder, from which it can be loaded again."""
    with cli_errors():
        exporting.write(_stored(), folder)
    click.echo(f"The content is in {folder}")


@content.command("check")
@click.argument("folder", type=_existing_folder, required=False)
def check(folder: Path | None) -> None:
    """List missing and outdated translations, and wordings that the glossary avoids.

    Checks the live content, or the files in a folder. For files it also lists the texts that have
    changed since they were last confirmed, and renders every page. Fails if anything is listed.
    """
    with cli_errors():
        found = _faults(_stored()) if folder is None else _check_files(folder)
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"To be looked at: {len(found)}")
    click.echo("Every text is translated, up to date and in the words of the glossary.")


@content.command("confirm")
@click.argument("folder", type=_existing_folder)
@click.argument("texts", nargs=-1)
@click.option("--all", "all_texts", is_flag=True, help="All translations still hold.")
def confirm(folder: Path, texts: tuple[str, ...], all_texts: bool) -> None:
    """Record the changes in a folder's files.

    A translation that has changed is recorded as made from the present source text. A translation
    that has not changed, though its source has, stays outdated, unless it is named in TEXTS (as
    `check` names it): then it is recorded as still correct.
    """
    with cli_errors():
        document = _read(folder)
        source = settings().tags[0]
        unknown = set(texts) - {text.name for text in history.texts_of(document, source)}
        if unknown:
            raise click.ClickException(f"There is no text {min(unknown)}")
        names = None if all_texts else texts
        confirmed = history.confirmed(document, source, settings().today(), names)
    exporting.write_history(msgspec.structs.replace(document, history=confirmed), folder)
    click.echo("The changes are recorded.")


def _load(path: Path) -> bool:
    site = settings()
    return loading.load(
        site.database, path, site.tags, site.today(), pages=page_keys(), check=refuse_unrenderable
    )


def _stored() -> Document:
    with connections.snapshot(settings().database) as db:
        return storage.read(db)


def _read(folder: Path) -> Document:
    document = files.read(folder)
    rules.enforce(document, settings().tags, page_keys())
    return document


def _check_files(folder: Path) -> list[str]:
    document = _read(folder)
    source, today = settings().tags[0], settings().today()
    changed = [
        f"{text.language}: {text.name} has changed since it was confirmed"
        for text in history.unconfirmed(document, source)
    ]
    complete = msgspec.structs.replace(
        document, history=history.remembered(document, History(), source, today)
    )
    refuse_unrenderable(Snapshot(complete, settings().tags, mark=""))
    return _faults(complete) + changed


def _faults(document: Document) -> list[str]:
    """Return a line for each gap, in the order of the pages, and for each avoided wording."""
    snapshot = Snapshot(document, settings().tags, mark="")
    localized = [snapshot.localized(tag, settings().today()) for tag in settings().tags]
    gaps = [
        f"{content.language}: {_page_name(here)}: {gap.subject}.{gap.field} is "
        + ("missing" if gap.is_missing else "outdated")
        for content in localized
        for here in all_locations(content)
        for gap in content.gaps(_listed_entries(content, here))
    ]
    return gaps + [
        f'{content.language}: {one.text} has "{one.wording}", the glossary "{one.term}"'
        for content in localized
        for one in avoided(content)
    ]


def _page_name(here: Location) -> str:
    return here.page.key if here.number is None else f"part {here.number}"


def _listed_entries(content: LocalizedContent, here: Location) -> tuple[AnyEntry, ...]:
    """Return the entries to list for a page. The results of a part are listed on other pages."""
    entries = here.entries(content)
    return entries if here.number is None else entries[:1]
