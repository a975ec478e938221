"""`flask content status`: the state of every page in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import click
import msgspec

from battkomp.cli.checking import page_name
from battkomp.cli.content import content, stored
from battkomp.cli.terminal import cli_errors
from battkomp.content import history
from battkomp.content.agreement.checks import not_accepted
from battkomp.content.files import Document
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import PartialDate
from battkomp.content.snapshot import Snapshot
from battkomp.web.context import settings
from battkomp.web.locations import Location, all_locations


class PageStatus(msgspec.Struct):
    """The state of a page in a language, as in JSON; docs/operations.md explains the fields."""

    page: str
    language: str
    complete: bool
    missing: int
    older: int
    older_since: date | None
    to_look_at: int
    oldest_as_of: PartialDate | None


_HEADINGS = ("page", "language", "state", "older since", "to look at", "oldest as of")


@content.command("status")
@click.option("--json", "as_json", is_flag=True, help="Write an object for each page and language.")
def status(as_json: bool) -> None:
    """List every page in every language: what is missing, older than its source, or to look at."""
    with cli_errors():
        found = [*_statuses(stored())]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found, enc_hook=str)))
        return
    rows = [_HEADINGS, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _statuses(document: Document) -> Iterator[PageStatus]:
    tags = settings().tags
    counts = Counter((one.text, one.language) for one in not_accepted(document, tags))
    counts.update((one.name, one.language) for one in history.changed_alone(document, tags[0]))
    snapshot = Snapshot(document, tags, mark="")
    localized = [snapshot.localized(tag, settings().today()) for tag in tags]
    for here in all_locations(localized[0]):
        for one in localized:
            yield _status(here, one, counts)


def _status(
    here: Location, content: LocalizedContent, counts: Counter[tuple[str, str]]
) -> PageStatus:
    """Return the state of a page, with the fields of its own entry that readers do not see.

    :param counts: the number of things to look at in each text, by its name and language.
    """
    entries = here.entries(content)

    def is_on_page(subject: str, field: str) -> bool:
        return subject == here.subject or field not in here.hidden

    gaps = [one for one in content.gaps(entries) if is_on_page(one.subject, one.field)]
    texts, source = content.snapshot.document.history.texts, content.snapshot.languages[0]
    older = [texts[f"{one.subject}.{one.field}"][source] for one in gaps if not one.is_missing]
    dates = [getattr(one, "as_of", None) for one in entries]
    return PageStatus(
        page=page_name(here),
        language=content.language,
        complete=not gaps,
        missing=len(gaps) - len(older),
        older=len(older),
        older_since=min((one.changed_on for one in older), default=None),
        to_look_at=sum(
            counts[f"{entry.subject}.{field}", content.language]
            for entry in entries
            for field, _text in entry.words()
            if is_on_page(entry.subject, field)
        ),
        oldest_as_of=min(filter(None, dates), default=None),
    )


def _cells(one: PageStatus) -> tuple[str, ...]:
    """Return the cells of a row under `_HEADINGS`."""
    numbers = {"missing": one.missing, "older": one.older}
    state = ", ".join(f"{number} {word}" for word, number in numbers.items() if number)
    rest = (one.older_since, one.to_look_at, one.oldest_as_of)
    return (one.page, one.language, state or "complete", *(str(cell or "") for cell in rest))
