"""`flask content history`, `diff`, `undo` and `forget`: the memory of the content."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from difflib import get_close_matches

import click
from flask_babel import force_locale, gettext

from battkomp.cli import terminal
from battkomp.cli.content import content
from battkomp.cli.operations import purge_caches
from battkomp.content import snapshot, storage, undo
from battkomp.content.changes import Change, name_of, states_of
from battkomp.content.difference import Piece, difference
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.operations.render_check import refuse_unrenderable
from battkomp.web.context import settings
from battkomp.web.sitemap import page_keys


@content.command("history")
@click.argument("key")
def history(key: str) -> None:
    """Show the publications that have changed KEY, the latest first, with the words of before.

    KEY is a text, in all languages or in one (phases.1.body, phases.1.body.en), a fact
    (phases.3.launched_on) or an entry (phases.1). Removed words are in [-brackets-], added ones in
    {+braces+}.
    """
    found = _snapshot()
    everything = [one for publication in found.publications for one in publication.changes]
    _refuse_unknown(key, [*_names(found), *(one.name for one in everything)])
    if not any(_is_of(key, one.name) for one in everything):
        terminal.line(f"No publication has changed {key}.")
    for publication in found.publications:
        changes = [one for one in publication.changes if _is_of(key, one.name)]
        if changes:
            title = " / ".join(dict.fromkeys(publication.title.values()))
            at = f"{publication.at:%Y-%m-%dT%H:%M:%SZ}"
            terminal.line(f"{publication.number}  {at}  {title or publication.kind.value}")
        for change in changes:
            terminal.line(f"  {change.name}")
            terminal.text(_indented(_change(change)))


@content.command("diff")
@click.argument("key", required=False)
def diff(key: str | None) -> None:
    """Show the changes of the source text since each outdated translation was made.

    With KEY, only those of a text (phases.1.body) or an entry (phases.1).
    """
    found = _snapshot()
    if key is not None:
        _refuse_unknown(key, _names(found))
    source, *others = found.languages
    outdated = [
        (tag, one)
        for tag in others
        for one in found.localized(tag, settings().today()).outdated.values()
        if key is None or _is_of(key, f"{one.name}.{tag}")
    ]
    for tag, one in outdated:
        dates = f"translated {one.translated_on}; {source} changed {one.changed_on}"
        terminal.line(f"{tag}: {one.name}: {dates}")
        unknown = "The text that was translated is not known."
        terminal.text(_indented(_written(one.pieces) or unknown))
    if not outdated:
        of = f" of {key}" if key else ""
        terminal.line(f"No translation{of} is older than its source text.")


@content.command("undo")
@click.argument("number", type=int, metavar="PUBLICATION")
def undo_(number: int) -> None:
    """Publish the texts and facts that PUBLICATION changed as they were before it.

    Nothing is changed if any of them has been changed since. `history` shows the numbers of
    publications. The undoing is a publication too, and can be undone.
    """
    site, titles = settings(), {}
    for language in site.languages:
        with force_locale(language.locale):
            titles[language.tag] = gettext("Undid publication %(number)s", number=number)
    with terminal.cli_errors():
        changed = undo.undo(
            *(site.database, number, site.tags, site.today()),
            pages=page_keys(),
            title=titles,
            check=refuse_unrenderable,
        )
    click.echo(f"Publication {number} {'is undone' if changed else 'changed no text or fact'}.")
    purge_caches()


@content.command("forget")
@click.argument("words")
def forget(words: str) -> None:
    """Erase WORDS, such as a name, from the histories of all pages.

    Earlier texts and facts get an ellipsis in their place; titles of publications with them go. The
    live content is not changed: remove WORDS from it first. This cannot be undone.
    """
    with terminal.cli_errors():
        storage.forget(settings().database, words)
    click.echo("The words are erased from the histories.")
    purge_caches()


def _snapshot() -> Snapshot:
    with terminal.cli_errors(), connections.snapshot(settings().database) as db:
        return snapshot.read(db, settings().tags)


def _names(found: Snapshot) -> list[str]:
    return [name_of(place) for place in states_of(found.document)]


def _is_of(key: str, name: str) -> bool:
    return f"{name}.".startswith(f"{key}.")


def _refuse_unknown(key: str, names: Iterable[str]) -> None:
    parts = [name.split(".") for name in names]
    known = {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}
    if key not in known:
        close = get_close_matches(key, sorted(known), 1)
        hint = f"; do you mean {close[0]}?" if close else ""
        raise click.ClickException(terminal.one_line(terminal.escaped(f"There is no {key}{hint}")))


def _change(change: Change) -> str:
    if change.before == change.after:
        return "The words are the same: a translation was confirmed, or a confirmation undone."
    return _written(difference(change.before or "", change.after or ""))


def _written(pieces: Iterable[Piece]) -> str:
    return "".join(
        same + (removed and f"[-{removed}-]") + (added and f"{{+{added}+}}")
        for same, removed, added in pieces
    )


def _indented(text: str) -> str:
    return textwrap.indent(text.rstrip(), "    ")
