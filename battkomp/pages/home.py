"""The front page: what the project is."""

from flask import Response

from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import content
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("home", __name__)

# What the page leads on to of what came of the project.
_LEADS = ("findings", "timeline", "chain")


@bp.page("home")
def index() -> Response:
    """What the project is, how far its parts are, and where to go on."""
    found = content()
    return render(
        "pages/home.html",
        location("home"),
        page=found.page("home"),
        phases_page=found.page("phases"),
        figures=found.featured,
        leads=tuple(map(found.page, _LEADS)),
        glossed=GlossaryLinks(found.term_forms),
    )
