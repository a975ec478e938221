"""`flask content`: check and confirm texts, and accept their disagreements."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from battkomp.cli.agreement import described
from battkomp.cli.content import content, stored
from battkomp.cli.terminal import NamedPath, cli_errors, line, short_text
from battkomp.content import export as exporting
from battkomp.content import files, history, rules, storage
from battkomp.content.agreement import accepted, checks
from battkomp.content.files import Accepted, Document, History
from battkomp.content.localized import LocalizedContent
from battkomp.content.snapshot import Snapshot
from battkomp.content.views import AnyEntry
from battkomp.content.wording import avoided
from battkomp.db import connections
from battkomp.operations.render_check import refuse_unrenderable
from battkomp.web.context import settings
from battkomp.web.locations import Location, all_locations
from battkomp.web.sitemap import page_keys

_existing_folder = NamedPath(exists=True, file_okay=False, path_type=Path)


@content.command("check")
@click.argument("folder", type=_existing_folder, required=False)
def check(folder: Path | None) -> None:
    """List translations that are missing, outdated or changed alone, and all disagreements.

    Disagreements are between two languages, or between a text and a stored fact. Wordings that the
    glossary avoids are listed too.

    Checks the live content, or the files in a folder. For files it also lists the texts that have
    changed since they were last confirmed, and renders every page. Fails if anything is listed.
    """
    with cli_errors():
        found = _faults(stored()) if folder is None else _check_files(folder)
    for fault in found:
        line(fault)
    if found:
        raise click.ClickException(f"To be looked at: {len(found)}")
    click.echo("Every text is translated, up to date and in the words of the glossary.")
    click.echo("The languages agree.")


@content.command("confirm")
@click.argument("folder", type=_existing_folder)
@click.argument("texts", nargs=-1)
@click.option("--all", "all_texts", is_flag=True, help="All translations still hold.")
def confirm(folder: Path, texts: tuple[str, ...], all_texts: bool) -> None:
    """Record the changes in a folder's files.

    A translation that has changed with its source is recorded as made from the present source text.
    If only one of them has changed, the translation stays outdated, or changed alone, unless it is
    named in TEXTS (as `check` names it): then it is recorded as correct.
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


@content.command("accept")
@click.argument("key")
@click.argument("check")
@click.argument("folder", type=_existing_folder, required=False)
@click.option("--because", required=True, metavar="REASON", help="The reason, for other editors.")
def accept(key: str, check: str, folder: Path | None, because: str) -> None:
    """Record that the disagreements that CHECK has found in the text KEY are no errors.

    They are those in the live content, and those that stopped the last load; with FOLDER, those in
    its files. They are announced again when the text changes, or the text or fact that it was
    compared with.
    """
    reason = short_text("--because", because)
    names = [one.name for one in checks.PAIR_CHECKS] + [one.name for one in checks.FACT_CHECKS]
    if check not in names:
        raise click.ClickException(f"There is no check {check}, but {', '.join(names)}")
    with cli_errors():
        if folder is None:
            with connections.writing(settings().database) as db:
                found = _acceptable(storage.read(db), key, check, reason, accepted.stopped(db))
                accepted.accept(db, found)
        else:
            document = _read(folder)
            found = _acceptable(document, key, check, reason)
            document.history.accepted = history.united(document.history.accepted, found)
            exporting.write_history(document, folder)
    click.echo(f"{key}: accepted ({check}): {len(found)}")


def _acceptable(
    document: Document, key: str, check: str, because: str, stopped: tuple[Accepted, ...] = ()
) -> tuple[Accepted, ...]:
    """Return the disagreements of a text to accept.

    :param stopped: those that have stopped the last load.
    :raises click.ClickException: if there are none.
    """
    found = [one.accepted(because) for one in checks.not_accepted(document, settings().tags)]
    found += [msgspec.structs.replace(one, because=because) for one in stopped]
    wanted = history.united([one for one in found if (one.text, one.check) == (key, check)])
    if not wanted:
        if key not in {one.name for one in history.texts_of(document, settings().tags[0])}:
            raise click.ClickException(f"There is no text {key}")
        raise click.ClickException(f"{key}: {check} has found nothing to accept")
    return wanted


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
    """Return a line for each gap, in the order of the pages, and then for each other fault."""
    source = settings().tags[0]
    snapshot = Snapshot(document, settings().tags, mark="")
    localized = [snapshot.localized(tag, settings().today()) for tag in settings().tags]
    gaps = [
        f"{content.language}: {page_name(here)}: {gap.subject}.{gap.field} is "
        + ("missing" if gap.is_missing else "outdated")
        for content in localized
        for here in all_locations(content)
        for gap in content.gaps(_listed_entries(content, here))
    ]
    alone = [
        f"{text.language}: {text.name} was changed alone: look at its source text, "
        f"then confirm {text.name}"
        for text in history.changed_alone(document, source)
    ]
    wordings = [
        f'{content.language}: {one.text} has "{one.wording}", the glossary "{one.term}"'
        for content in localized
        for one in avoided(content)
    ]
    return (
        gaps + alone + wordings + [*map(described, checks.not_accepted(document, settings().tags))]
    )


def page_name(here: Location) -> str:
    """Return the name of a page in lists: its key, or the number of a part."""
    return here.page.key if here.number is None else f"part {here.number}"


def _listed_entries(content: LocalizedContent, here: Location) -> tuple[AnyEntry, ...]:
    """Return the entries to list for a page. The results of a part are listed on other pages."""
    entries = here.entries(content)
    return entries if here.number is None else entries[:1]
