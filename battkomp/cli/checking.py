"""`flask content`: check, confirm and accept texts, and show their state."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click
import msgspec

from battkomp.cli.content import content, live
from battkomp.cli.terminal import NamedPath, cli_errors, line, short_text
from battkomp.content import export as exporting
from battkomp.content import files, history, rules, storage
from battkomp.content.agreement.checks import not_accepted
from battkomp.content.files import Document, History
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import PartialDate
from battkomp.content.remarks import Matter, Remark, remarks_about
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.operations.render_check import refuse_unrenderable
from battkomp.web.context import settings
from battkomp.web.locations import Location, all_locations
from battkomp.web.sitemap import page_keys

_GAPS = {Matter.MISSING: "is missing", Matter.OLDER: "is outdated"}
_TO_LOOK_AT = (Matter.ALONE, Matter.CONTRADICTION, Matter.TO_LOOK_AT)
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
        found = _faults(live()) if folder is None else _check_files(folder)
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
    with cli_errors():
        if folder is None:
            with connections.writing(settings().database) as db:
                document = storage.read(db)
                found = _acceptable(document, storage.stopped(db), key, check)
                storage.accept(db, dict.fromkeys(found, reason))
                storage.renew_mark(db)
        else:
            document = _read(folder)
            found = _acceptable(document, set(), key, check)
            document.history.accepted |= dict.fromkeys(found, reason)
            exporting.write_history(document, folder)
    click.echo(f"{key}: accepted ({check}): {len(found)}")


def _acceptable(document: Document, stopped: set[str], key: str, check: str) -> list[str]:
    """Return the disagreements of a text in a document, and of those that stopped a load."""
    every = stopped | {one.identity for one in not_accepted(document, settings().tags)}
    found = sorted(one for one in every if f": {key}: {check}: " in one)
    if not found:
        reason = "has found nothing to accept; to accept it in the files of a folder, name that"
        raise click.ClickException(f"{key}: {check} {reason}")
    return found


class PageStatus(msgspec.Struct):
    """The state of a page in a language: a row of the table, and an object in JSON.

    docs/operations.md explains the fields.
    """

    page: str
    language: str
    complete: bool
    missing: int
    older: int
    older_since: date | None
    to_look_at: int
    oldest_as_of: PartialDate | None


@content.command("status")
@click.option("--json", "as_json", is_flag=True, help="Write an object for each page and language.")
def status(as_json: bool) -> None:
    """List every page in every language: what is missing, older than its source, or to look at."""
    with cli_errors():
        found = [*_statuses(live())]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found, enc_hook=str)))
        return
    rows = [[name.replace("_", " ") for name in PageStatus.__struct_fields__]]
    rows += [[_cell(value) for value in msgspec.structs.astuple(one)] for one in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(map(str.ljust, row, widths)).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def _statuses(snapshot: Snapshot) -> Iterator[PageStatus]:
    today = settings().today()
    remarks = list(remarks_about(snapshot, today))
    localized = [snapshot.localized(tag, today) for tag in snapshot.languages]
    for here in all_locations(localized[0]):
        for one in localized:
            yield _status(here, one, remarks)


def _status(here: Location, content: LocalizedContent, remarks: list[Remark]) -> PageStatus:
    """Return the state of a page, with the fields of its own entry that readers do not see.

    :param remarks: those about all texts.
    """
    entries = here.entries(content)
    places = {
        (entry.subject, field, content.language)
        for entry in entries
        for field, _text in entry.words()
        if entry.subject == here.subject or field not in here.hidden
    }
    own = [one for one in remarks if one.place in places]
    counts = Counter(one.matter for one in own)
    older = [one.day.first for one in own if one.matter is Matter.OLDER and one.day]
    days_of_facts = (getattr(one, "as_of", None) for one in entries)
    return PageStatus(
        page=_page_name(here),
        language=content.language,
        complete=not any(counts[one] for one in _GAPS),
        missing=counts[Matter.MISSING],
        older=len(older),
        older_since=min(older, default=None),
        to_look_at=sum(counts[one] for one in _TO_LOOK_AT),
        oldest_as_of=min(filter(None, days_of_facts), default=None),
    )


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
    snapshot = Snapshot(complete, settings().tags, mark="")
    refuse_unrenderable(snapshot)
    return _faults(snapshot) + changed


def _faults(snapshot: Snapshot) -> list[str]:
    """Return a line for each gap, in the order of the pages, and then for each other fault."""
    tags, today = snapshot.languages, settings().today()
    pages = _pages(snapshot.localized(tags[0], today))
    order, found = list(pages), list(remarks_about(snapshot, today))
    gaps = [one for one in found if one.matter in _GAPS and one.place[0] in pages]
    gaps.sort(key=lambda one: (tags.index(one.place[2]), order.index(one.place[0])))
    others = [one for one in found if one.matter not in (*_GAPS, Matter.OVERDUE)]
    return [_line(one, pages) for one in gaps + others]


def _line(one: Remark, pages: Mapping[str, str]) -> str:
    subject, field, language = one.place
    name = f"{subject}.{field}"
    if one.matter in _GAPS:
        return f"{language}: {pages[subject]}: {name} {_GAPS[one.matter]}"
    if one.matter is Matter.ALONE:
        remedy = f"look at its source text, then confirm {name}"
        return f"{language}: {name} was changed alone: {remedy}"
    if one.avoided:
        return f'{language}: {name} has "{one.avoided.wording}", the glossary "{one.avoided.term}"'
    return str(one.disagreement)


def _pages(content: LocalizedContent) -> dict[str, str]:
    """Return the page that shows each entry, or else one that names it, in the order of pages."""
    return {
        entry.subject: _page_name(here)
        for entries in (Location.entries, Location.own_entries)
        for here in all_locations(content)
        for entry in entries(here, content)
    }


def _page_name(here: Location) -> str:
    return here.page.key if here.number is None else f"part {here.number}"
