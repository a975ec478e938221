"""The companion of each page that shows it in all languages side by side."""

from flask import Response

from battkomp.web.locations import Location
from battkomp.web.rendering import render
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("side_by_side", __name__)


@bp.companion()
def show(here: Location) -> Response:
    """Show a page in every language."""
    return render("pages/side_by_side.html", here)
