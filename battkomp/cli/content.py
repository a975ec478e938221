"""`flask content`: load and export the content."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp.cli.operations import purge_caches
from battkomp.cli.terminal import NamedPath, cli_errors, line, short_text
from battkomp.contact import schema as inbox
from battkomp.content import export as exporting
from battkomp.content import load as loading
from battkomp.content import snapshot, storage
from battkomp.content.agreement.checks import Disagreement, Severity, not_accepted
from battkomp.content.entry import Words
from battkomp.content.files import BadContentError
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.web.context import settings

content = AppGroup("content", help="Load, export and check the content.")

_CONTRADICTIONS = (
    "Contradictions: {}. Nothing is loaded; mend them, or accept each that is no error: "
    'flask content accept KEY CHECK --because "the reason" [FOLDER]'
)

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
            changed = _load(folder or loading.SEED, must_agree=False, over=True)
        else:
            conditions = conditions_of(site, refuse_unrenderable)
            changed = loading.add_missing_pages(database, conditions)
        if changed:
            click.echo(f"Content loaded into {database}")


@content.command("load")
@click.argument("path", type=_folder_or_file)
@click.option(
    "--note",
    "notes",
    multiple=True,
    metavar="[TAG=]TEXT",
    help="A title for this publication, in the source language or, as in `en=TEXT`, in another.",
)
@click.option("--over", is_flag=True, help="Replace what has been changed since the export, too.")
def load(path: Path, notes: tuple[str, ...], over: bool) -> None:
    """Replace the content with a folder of files, or replace the sections of one file.

    Refused content changes nothing; the message names the file, the key and the reason. Content
    that contradicts itself is refused, unless `content accept` has recorded that it is right. An
    export is refused if others have changed the same texts or facts since, unless with --over.
    """
    with cli_errors():
        changed = _load(path, must_agree=True, title=_title_of(notes), over=over)
    click.echo("The content is loaded." if changed else "The content is as it was.")
    # Purge the caches even if nothing has changed: an interrupted load may not have done so.
    purge_caches()


@content.command("export")
@click.argument("folder", type=_folder)
def export(folder: Path) -> None:
    """Write the content to files in a folder, from which it can be loaded again."""
    with cli_errors():
        found = live()
        numbers = (one.number for one in found.publications)
        found.document.history.publication = next(numbers, None)
        exporting.write(found.document, folder)
    click.echo(f"The content is in {folder}")


def _load(path: Path, *, must_agree: bool, over: bool, title: Words | None = None) -> bool:
    """Load content that can be rendered.

    :param must_agree: refuse contradictions, and remember them for `content accept`. Otherwise
        they are only printed.
    """
    site = settings()
    found: list[Disagreement] = []

    def check(snapshot: Snapshot) -> None:
        refuse_unrenderable(snapshot)
        disagreements = not_accepted(snapshot.document, snapshot.languages)
        found.extend(one for one in disagreements if one.check.severity is Severity.CONTRADICTION)
        if found and must_agree:
            raise BadContentError("", "", _CONTRADICTIONS.format(len(found)), map(str, found))

    try:
        conditions = conditions_of(site, check)
        changed = loading.load(site.database, path, conditions, title=title, over=over)
    except BadContentError:
        if found:
            with connections.writing(site.database) as db:
                storage.stop(db, (one.identity for one in found))
        raise
    for one in found:
        line(str(one))
    return changed


def _title_of(notes: Iterable[str]) -> Words:
    """Return the title of a publication by language, from the values of `--note`.

    :raises click.ClickException: if one cannot be shown.
    """
    title: Words = {}
    tags = settings().tags
    for note in notes:
        tag, equals, text = note.partition("=")
        is_tagged = equals and tag in tags
        title[tag if is_tagged else tags[0]] = short_text("--note", text if is_tagged else note)
    return title


def live() -> Snapshot:
    """Return the live content."""
    with connections.snapshot(settings().database) as db:
        return snapshot.read(db, settings().tags)
