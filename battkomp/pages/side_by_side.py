"""The companion of each page that shows it in all languages side by side."""

from __future__ import annotations

from flask import Response, request

from battkomp.http.layers import AS_FRAGMENT
from battkomp.languages import Language
from battkomp.web.blocks import Block, PageBlocks, aligned
from battkomp.web.context import content
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import Location
from battkomp.web.rendering import render, response_at
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("side_by_side", __name__)


@bp.companion()
def show(here: Location) -> Response:
    """Show a page in every language, the reader's first."""
    own = current_language()
    languages = (own, *(one for one in site_languages() if one != own))
    page = here.beside(None)
    return render(
        "pages/side_by_side.html",
        here,
        languages=languages,
        rows=aligned([_blocks(page, language) for language in languages]),
        outdated={one: content().in_language(one.tag).outdated for one in languages},
    )


def _blocks(page: Location, language: Language) -> list[Block]:
    """Return the blocks of a page, as its own view and template render it in a language."""
    found, reader, address = content(), current_language(), page.address(language)
    response = response_at(
        address,
        request.host_url,
        AS_FRAGMENT,
        snapshot=found.snapshot,
        reader_language=reader,
    )
    own = PageBlocks(address, language.tag, is_own=language == reader)
    return own.read(response.get_data(as_text=True))
