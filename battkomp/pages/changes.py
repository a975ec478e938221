"""The page of changes, and the companion of each page that shows its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _

from battkomp.content.changes import ORDER
from battkomp.content.difference import difference_on_pages
from battkomp.content.model import Text
from battkomp.content.views import AnyEntry
from battkomp.data.changes import LATEST, ChangedPage, published_changes
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
    ORDER: _("Order"),
}


def variables() -> dict[str, Any]:
    """Return the latest publications, for the page of changes."""
    return {"changes": list(islice(published_changes(content()), LATEST))}


@bp.companion
def show(here: Location) -> Response:
    """Show the publications that changed a page, the latest first."""
    own = [
        (change, _by_entry(page))
        for change in published_changes(content())
        for page in change.pages
        if page.here.subject == here.subject
    ]
    return render("pages/page_history.html", here, history=own[:LATEST])


def _by_entry(page: ChangedPage) -> Mapping[tuple[Text, Language | None], list[Any]]:
    """Return what has changed, by the title of the entry and by language.

    Of texts, these are the differences; of facts, which have no language, their names.
    """
    found = defaultdict(list)
    titles = {subject: _title(one) for subject, one in page.entries.items()}
    for change in page.changes:
        title, language = titles.get(change.subject), site_languages().named(change.language)
        if language:
            texts = (change.before, change.after)
            told = difference_on_pages(*texts, language.tag, content().snapshot.document)
        else:
            told = _FACTS.get(change.field, _("Other details"))
        found[title or page.title, language].append(told)
    return found


def _title(entry: AnyEntry) -> Text | None:
    return next((text for field, text in entry.words() if field in _TITLES), None)
