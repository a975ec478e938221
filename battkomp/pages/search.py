"""The search page, and its hits alone for htmx to swap in while a visitor types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup, escape

from battkomp.content.search import engine
from battkomp.content.search.results import (
    MARK_END,
    MARK_START,
    MOST_LETTERS,
    MOST_WORDS,
    SearchHit,
    SearchQuery,
    SearchResults,
)
from battkomp.content.views import Page
from battkomp.http.layers import PREFIX, is_fragment
from battkomp.languages import Language
from battkomp.web.context import content, search_index, settings
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import location, location_of
from battkomp.web.rendering import render_page, render_part
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("search", __name__)

_PAGE_NUMBER = re.compile(r"[1-9][0-9]*")

# Names for a hit, by the section of the content that it belongs to.
_KINDS = {
    "pages": lazy_gettext("Page"),
    "findings": lazy_gettext("Finding"),
    "figures": lazy_gettext("Key figure"),
    "terms": lazy_gettext("Term"),
    "steps": lazy_gettext("Step in the value chain"),
    "milestones": lazy_gettext("Event"),
    "organisations": lazy_gettext("Organisation"),
    "seats": lazy_gettext("Board member"),
    "sources": lazy_gettext("Source"),
}


_OTHER_WAYS = ("findings", "glossary", "sources", "contact")  # keys of pages


@dataclass(frozen=True)
class LinkedHit:
    """A hit with the name of its kind, and the address that it leads to."""

    hit: SearchHit
    kind: str
    href: str


@dataclass(frozen=True)
class HitsInLanguage:
    """Hits in another language than the page's, and the address of the same search in it."""

    language: Language
    hits: tuple[LinkedHit, ...]
    href: str


@dataclass(frozen=True)
class ShownResults:
    """The results of a search with all that templates show."""

    found: SearchResults
    own: tuple[LinkedHit, ...]
    others: tuple[HitsInLanguage, ...]
    other_ways: tuple[Page, ...]
    most_words: int = MOST_WORDS
    most_letters: int = MOST_LETTERS

    @property
    def other_languages(self) -> str:
        """The names of the languages of `others`."""
        return ", ".join(gettext(one.language.english_name) for one in self.others)


@bp.page()
def index() -> Response:
    """Search for the visitor's words."""
    typed = "" if settings().static_site else request.args.get("q", "")
    return render_page(
        "search",
        results=_search(typed, _page_number(request.args.get("page", ""))),
        hits_address=PREFIX + url_for("search.hits"),
        index_languages=_index_languages() if settings().static_site else (),
        most_counted=engine.MOST_COUNTED,
    )


@bp.below("search", {"nb": "treff", "en": "hits"})
def hits() -> Response:
    """Return the hits without the rest of the page; redirect to the page outside fragments."""
    typed = request.args.get("q", "")
    if not is_fragment(request.environ):
        return make_response(redirect(url_for("search.index", q=typed or None), 302))
    return render_part(
        "pages/_search_hits.html", page=content().page("search"), results=_search(typed)
    )


def _page_number(text: str) -> int:
    """Parse the `page` query parameter; return 1 if it is not a positive integer.

    Four digits are enough for any page there is.
    """
    return int(text[:4]) if _PAGE_NUMBER.fullmatch(text) else 1


def _index_languages() -> tuple[Language, ...]:
    """Return the languages of the static site's indexes, that of the page first."""
    return tuple(sorted(site_languages(), key=lambda one: one != current_language()))


def _search(typed: str, page: int = 1) -> ShownResults:
    language = current_language()
    found = SearchResults(SearchQuery.parse(typed))
    if found.query.words:
        with search_index() as db:
            found = engine.search(db, language.tag, typed, page)
    in_others = (_hits_in(other, found) for other in site_languages() if other != language)
    return ShownResults(
        found,
        _linked(found.own.shown, language),
        tuple(one for one in in_others if one.hits),
        tuple(map(content().page, _OTHER_WAYS)),
    )


def _hits_in(language: Language, found: SearchResults) -> HitsInLanguage:
    hits = [hit for hit in found.others.shown if hit.language == language.tag]
    query = urlencode({"q": found.query.text})
    href = f"{location('search').address(language)}?{query}"
    return HitsInLanguage(language, _linked(hits, language), href)


def _linked(hits: Sequence[SearchHit], language: Language) -> tuple[LinkedHit, ...]:
    return tuple(LinkedHit(hit, kind(hit), address(hit, language)) for hit in hits)


def kind(hit: SearchHit) -> str:
    """Return the name of a hit's kind in the language of the page: a word or a few."""
    if hit.part is not None:
        return str(gettext("Part %(number)s", number=hit.part))
    return str(_KINDS[hit.section])


@bp.app_template_filter()
def marked(text: str) -> Markup:
    """Return a text of a hit as HTML, with its marks as `<mark>`."""
    html = escape(text).replace(MARK_START, Markup("<mark>"))
    return html.replace(MARK_END, Markup("</mark>"))


def address(hit: SearchHit, language: Language) -> str:
    """Return the address of a hit: its page, and the element there."""
    # The index may know of a phase that the snapshot in memory does not yet have.
    phase = next((one for one in content().phases if one.number == hit.part), None)
    there = location_of(phase) if phase else location("phases" if hit.part else hit.place)
    return there.address(language) + (f"#{hit.anchor}" if hit.anchor else "")
