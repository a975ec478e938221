"""The companion of each page that shows its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import lazy_gettext as _

from battkomp.content.changes import ORDER, Change
from battkomp.content.difference import Piece, difference
from battkomp.content.files import Document
from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.outdated import entry_of, filled
from battkomp.data.changes import LATEST, PublishedChange, published_changes, text_of, title_of
from battkomp.data.datasets import DEFINITIONS
from battkomp.languages import Language
from battkomp.web.context import content
from battkomp.web.languages import site_languages
from battkomp.web.locations import Location
from battkomp.web.rendering import render
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("history", __name__)

_TITLES = ("title", "name", "term", "label")  # the fields with the name of an entry

# By the field of a fact, its name. Those of data sets have the names of their columns.
_FACTS = {
    **{one.key: one.label for definition in DEFINITIONS.values() for one in definition.columns},
    "on": _("Date"),
    "launched_on": _("Launched"),
    "url": _("Web address"),
    ORDER: _("Order"),
}


@dataclass(frozen=True)
class ChangedEntry:
    """The changes of an entry in one language, or of its facts.

    :param title: the title of the entry, or of its page if it has none.
    :param language: the language of the texts; None for facts.
    :param differences: the texts that changed.
    :param is_confirmed: whether translations were confirmed, and nothing changed.
    :param facts: the names of the facts that changed.
    """

    title: Text
    language: Language | None = None
    differences: Sequence[Sequence[Piece]] = ()
    is_confirmed: bool = False
    facts: Sequence[str] = ()


@bp.companion()
def show(here: Location) -> Response:
    """Show the publications that changed a page, the latest first."""
    published = list(published_changes(content()))
    own = [one for one in published if here.subject in one.by_page][:LATEST]
    return render(
        "pages/page_history.html",
        here,
        history=[(one, list(_changed_entries(one, here))) for one in own],
        recorded_since=published[-1].at.date() if published else None,
    )


def _changed_entries(published: PublishedChange, here: Location) -> Iterator[ChangedEntry]:
    document = published.content.snapshot.document
    by_title: dict[Text, list[Change]] = {}
    for change in published.by_page[here.subject]:
        by_title.setdefault(_title(published.content, here, change.subject), []).append(change)
    for title, changes in by_title.items():
        for language in site_languages():
            texts = [one for one in changes if one.language == language.tag]
            differences = [_pieces(one, document) for one in texts if one.before != one.after]
            is_confirmed = all(map(published.is_confirmation, texts))
            if texts:
                yield ChangedEntry(title, language, differences, is_confirmed=is_confirmed)
        facts = [one.field for one in changes if not one.language]
        if facts and not _comes_or_goes(changes):
            yield ChangedEntry(title, facts=list(dict.fromkeys(map(_fact, facts))))


def _pieces(change: Change, document: Document) -> Sequence[Piece]:
    """Return the difference of a text, with names and numbers in the place of braces."""
    texts = (change.before or "", change.after or "")
    return difference(*(filled(one, change.subject, change.language, document) for one in texts))


def _fact(field: str) -> str:
    return str(_FACTS.get(field, _("Other details")))


def _comes_or_goes(changes: Sequence[Change]) -> bool:
    """Tell whether an entry was added or removed; then its texts tell it, and not its facts."""
    texts = [one for one in changes if one.language]
    states = [{one.before is None for one in texts}, {one.after is None for one in texts}]
    return {True} in states


def _title(content: LocalizedContent, here: Location, subject: str) -> Text:
    """Return the title of an entry or, if it has none or was removed, of the page."""
    entry = entry_of(content.snapshot.document, subject)
    words = dict(entry.words()) if entry else {}
    found = next((words[field] for field in _TITLES if field in words), None)
    return text_of(found, content.language) if found else title_of(here, content)
