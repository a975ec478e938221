"""`flask content history`, `diff`, `undo` and `forget`: the memory of the content."""

import itertools
import operator
import textwrap
from collections.abc import Iterable

import click

from battkomp.cli import terminal
from battkomp.cli.content import content, live
from battkomp.cli.operations import purge_caches
from battkomp.content import load, publications, storage
from battkomp.content.difference import Piece, difference
from battkomp.content.publications import PublicationKind
from battkomp.db import connections
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.web.context import settings

_CONFIRMED = "The words are the same; a translation was confirmed, or is no more."


@content.command("history")
@click.argument("key")
def history(key: str) -> None:
    """Show the publications that have changed KEY, the latest first, with the words of before.

    KEY is a text, in all languages or in one (phases.1.body, phases.1.body.en), a fact
    (phases.3.launched_on) or an entry (phases.1). Removed words are in [-brackets-], added ones in
    {+braces+}.
    """
    with terminal.cli_errors():
        everything = live().publications
    found = [
        (publication, change)
        for publication in everything
        for change in publication.changes
        if _is_of(key, change.name)
    ]
    for publication, changes in itertools.groupby(found, operator.itemgetter(0)):
        title = " / ".join(publication.title.values()) or publication.kind.value
        terminal.line(f"{publication.number}  {publication.at:%Y-%m-%dT%H:%M:%SZ}  {title}")
        for _, change in changes:
            terminal.line(f"  {change.name}")
            _show(difference(change.before or "", change.after or ""), _CONFIRMED)
    if not found:
        terminal.line(f"No publication has changed anything that is named {key}.")


@content.command("diff")
@click.argument("key", default="")
def diff(key: str) -> None:
    """Show the changes of the source text since each outdated translation was made.

    With KEY, only those of a text (phases.1.body) or an entry (phases.1).
    """
    with terminal.cli_errors():
        found = live()
    source, *others = found.languages
    outdated = [
        (tag, one)
        for tag in others
        for one in found.localized(tag, settings().today()).outdated.values()
        if _is_of(key, f"{one.name}.{tag}")
    ]
    for tag, one in outdated:
        dates = f"translated {one.translated_on}; {source} changed {one.changed_on}"
        terminal.line(f"{tag}: {one.name}: {dates}")
        _show(one.pieces, "The text that was translated is not known.")
    if not outdated:
        terminal.line("No such translation is older than its source text.")


@content.command("undo")
@click.argument("number", type=int, metavar="PUBLICATION")
def undo(number: int) -> None:
    """Publish the texts and facts that PUBLICATION changed as they were before it.

    Nothing is changed if any of them has been changed since. `history` shows the numbers of
    publications. The undoing is a publication too, and can be undone.
    """
    site = settings()
    with terminal.cli_errors(), connections.writing(site.database) as db:
        before = storage.read(db)
        after = publications.undone(db, before, number)
        conditions = conditions_of(site, refuse_unrenderable)
        changed = load.replace(db, before, after, conditions, kind=PublicationKind.UNDO)
    click.echo(f"Publication {number} {'is undone' if changed else 'changed no text or fact'}.")
    purge_caches()


@content.command("forget")
@click.argument("words")
def forget(words: str) -> None:
    """Erase WORDS, such as a name, from the histories of all pages.

    Earlier texts and facts get an ellipsis in their place; titles of publications with them go. The
    live content is not changed: remove WORDS from it first. This cannot be undone.
    """
    forgotten = terminal.short_text("WORDS", words)
    with terminal.cli_errors():
        storage.forget(settings().database, forgotten)
    click.echo("The words are erased from the histories.")
    purge_caches()


def _is_of(key: str, name: str) -> bool:
    """Tell whether a text or fact has a name, or is part of the entry that has it."""
    return not key or f"{name}.".startswith(f"{key}.")


def _show(pieces: Iterable[Piece], otherwise: str) -> None:
    written = "".join(
        same + (removed and f"[-{removed}-]") + (added and f"{{+{added}+}}")
        for same, removed, added in pieces
    )
    terminal.text(textwrap.indent((written or otherwise).rstrip(), "    "))
