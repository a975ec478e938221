"""The front page."""

from flask import Response

from battkomp.web.context import content
from battkomp.web.rendering import render_page
from battkomp.web.text_links import GlossaryLinks
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("home", __name__)

_LEADS = ("findings", "timeline", "chain")  # pages with the results of the project


@bp.page()
def index() -> Response:
    """Show what the project is, how far its parts are, and links to its results."""
    found = content()
    return render_page(
        "home",
        phases_page=found.page("phases"),
        figures=found.featured,
        leads=[found.page(key) for key in _LEADS],
        glossed=GlossaryLinks(found.term_forms),
    )
