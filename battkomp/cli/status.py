"""`flask content status`: the state of every page in every language."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

import click

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


@dataclass(frozen=True)
class PageStatus:
    """The state of a page in a language. The names of the fields are those in JSON.

    :param page: the key of the page; `part 1` for that of a part.
    :param complete: whether every text is translated and up to date.
    :param missing: the number of translations that are missing.
    :param older: the number of those whose source text has changed since.
    :param older_since: the first day on which one of these source texts changed.
    :param to_look_at: the number of disagreements, and of translations that were changed alone.
    :param oldest_as_of: the earliest day, month, season or year as of which something is told.
    """

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
        click.echo(json.dumps([asdict(one) for one in found], default=str, indent=2))
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
    """Return the state of a page, with the fields of its own entry that readers do not see."""
    entries = here.entries(content)

    def counts_here(subject: str, field: str) -> bool:
        return subject == here.subject or field not in here.hidden

    gaps = [gap for gap in content.gaps(entries) if counts_here(gap.subject, gap.field)]
    texts = content.snapshot.document.history.texts
    source = content.snapshot.languages[0]
    older = [texts[f"{gap.subject}.{gap.field}"][source] for gap in gaps if not gap.is_missing]
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
            if counts_here(entry.subject, field)
        ),
        oldest_as_of=_oldest(getattr(entry, "as_of", None) for entry in entries),
    )


def _oldest(dates: Iterable[PartialDate | None]) -> PartialDate | None:
    return min((one for one in dates if one), default=None)


def _cells(one: PageStatus) -> tuple[str, ...]:
    numbers = [
        f"{count} {word}"
        for count, word in ((one.missing, "missing"), (one.older, "older"))
        if count
    ]
    return (
        one.page,
        one.language,
        ", ".join(numbers) or "complete",
        str(one.older_since or ""),
        str(one.to_look_at or ""),
        str(one.oldest_as_of or ""),
    )
