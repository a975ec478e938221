"""The page that lists the parts of the project."""

from flask import Response

from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import content
from battkomp.web.rendering import render_page

bp = LocalizedBlueprint("phases", __name__)


@bp.page()
def index() -> Response:
    """Show all parts, and how far each of them is."""
    return render_page("phases", phases=content().phases)
