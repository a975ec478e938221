"""The page of changes, and the companion of each page that shows its history."""

from collections import defaultdict
from typing import Any

from flask import Response

from battkomp.content.difference import difference
from battkomp.content.model import Text
from battkomp.data.changes import LATEST, ChangedPage, latest_publications, listed_publications
from battkomp.languages import Language
from battkomp.web.context import content
from battkomp.web.languages import site_languages
from battkomp.web.locations import Location
from battkomp.web.rendering import render
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("history", __name__)

_TITLES = ("title", "name", "term", "label")  # the fields with the name of an entry

_Changed = dict[tuple[Text, Language | None], list[Any]]


def variables() -> dict[str, Any]:
    """Return the latest publications, for the page of changes."""
    return {"publications": latest_publications(content())}


@bp.companion
def show(here: Location) -> Response:
    """Show the publications that changed a page, the latest first."""
    own = [
        (publication, _by_entry(page))
        for publication in listed_publications(content())
        for page in publication.pages
        if page.here.subject == here.subject
    ]
    return render("pages/page_history.html", here, history=own[:LATEST])


def _by_entry(page: ChangedPage) -> _Changed:
    """Return the differences of texts by the title of their entry and by language.

    Facts have no language, and only the title.
    """
    found: _Changed = defaultdict(list)
    for change in page.changes:
        entry, language = page.entries.get(change.subject), site_languages().named(change.language)
        words = entry.words() if entry else ()
        title = next((text for field, text in words if field in _TITLES), page.title)
        told = found[title, language]
        if language:
            names = content().snapshot.organisation_names(language.tag)
            told.append(difference(change.before, change.after, names))
    return found
