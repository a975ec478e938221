"""Search in both languages: a page for the whole of it, and the hits alone while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from battkomp.content.search.query import MOST_LETTERS, MOST_WORDS
from battkomp.content.search.results import Found, Hit, Hits
from battkomp.content.search.snippets import Piece
from battkomp.http.fragments import PREFIX, is_fragment
from battkomp.languages import Language
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import reading, settings
from battkomp.web.languages import current_language, site_languages
from battkomp.web.rendering import render, render_piece
from battkomp.web.sitemap import PLACES, Location, location

bp = LocalizedBlueprint("search", __name__)

_PAGE = re.compile(r"[1-9][0-9]*")
_MARK, _END_OF_MARK = Markup("<mark>"), Markup("</mark>")

# What a hit is, by the section of the content that it is of.
KINDS = {
    "pages": lazy_gettext("Page"),
    "findings": lazy_gettext("Finding"),
    "figures": lazy_gettext("Key figure"),
    "terms": lazy_gettext("Term"),
    "steps": lazy_gettext("Step of the value chain"),
    "milestones": lazy_gettext("Event"),
    "organisations": lazy_gettext("Organisation"),
    "seats": lazy_gettext("Member of the board"),
    "sources": lazy_gettext("Source"),
}


@dataclass(frozen=True)
class Result:
    """A hit as a page shows it: what it is, and where it leads."""

    hit: Hit
    kind: str
    href: str


@dataclass(frozen=True)
class Results:
    """What was found, as a page shows it: in its own language, and by language only in others.

    With those in another language is the address of all hits in it.
    """

    found: Found
    own: tuple[Result, ...]
    others: tuple[tuple[Language, tuple[Result, ...], str], ...]
    most_words: int = MOST_WORDS
    most_letters: int = MOST_LETTERS


@bp.page("search")
def index() -> Response:
    """What is found for a visitor's words."""
    typed = "" if settings().static_site else request.args.get("q", "")
    return render(
        "pages/search.html",
        location("search"),
        page=reading().page("search"),
        results=_results(typed, _page(request.args.get("page", ""))),
        hits_address=PREFIX + url_for("search.hits"),
        index_languages=_index_languages() if settings().static_site else (),
    )


@bp.piece("search", {"nb": "treff", "en": "hits"})
def hits() -> Response:
    """What is found, without the rest of the page; who asks for more than the fragment gets it."""
    typed = request.args.get("q", "")
    if not is_fragment(request.environ):
        return make_response(redirect(url_for("search.index", q=typed or None), 302))
    return render_piece(
        "pages/_search_hits.html", page=reading().page("search"), results=_results(typed)
    )


def _page(written: str) -> int:
    """Return the number of a page of hits, as an address has it; the first for what is none.

    There are not so many pages that it has more digits than are read.
    """
    return int(written[:4]) if _PAGE.fullmatch(written) else 1


def _index_languages() -> tuple[Language, ...]:
    """Return the languages of the edition's indexes, that of the page first."""
    return tuple(sorted(site_languages(), key=lambda one: one != current_language()))


def _results(typed: str, page: int = 1) -> Results:
    found = reading().index.search(typed, page)
    # There are fewer kinds than hits, and to ask for their names takes longer than all else.
    kinds = {one.kind for one in (*found.own.shown, *found.others.shown)}
    names = {one: str(KINDS[one]) for one in kinds & KINDS.keys()}

    def in_language(hits: Hits, language: Language) -> tuple[Result, ...]:
        own = (hit for hit in hits.shown if hit.language == language.tag)
        return tuple(Result(hit, kind(hit, names), address(hit, language)) for hit in own)

    query = urlencode({"q": found.asked.text})
    others = ((language, in_language(found.others, language)) for language in site_languages())
    return Results(
        found,
        in_language(found.own, current_language()),
        tuple(
            (language, results, f"{location('search').address(language)}?{query}")
            for language, results in others
            if results
        ),
    )


def kind(hit: Hit, names: Mapping[str, str | LazyString] = KINDS) -> str:
    """Return what a hit is, in a word or two."""
    if hit.part is not None:
        return str(gettext("Part %(number)s", number=hit.part))
    return str(names[hit.kind])


@bp.app_template_filter()
def marked(pieces: Iterable[Piece]) -> Markup:
    """Return the pieces of a text with `<mark>` around what was looked for."""
    written: list[str] = []
    for text, is_marked in pieces:
        written += [_MARK, text, _END_OF_MARK] if is_marked else [text]
    return Markup("").join(written)


def address(hit: Hit, language: Language) -> str:
    """Return where a hit stands: its page, and the place on it."""
    if hit.part is None:
        there = location(hit.place)
    else:
        slugs = next(one.slugs for one in reading().phases if one.number == hit.part)
        there = Location(PLACES[hit.place], (), slugs)
    return there.address(language) + (f"#{hit.anchor}" if hit.anchor else "")
