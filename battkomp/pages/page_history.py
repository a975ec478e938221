"""The companion of each page that shows its changes."""

from flask import Response

from battkomp.web.locations import Location
from battkomp.web.rendering import render
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("history", __name__)


@bp.companion()
def show(here: Location) -> Response:
    """Show the changes of a page."""
    return render("pages/page_history.html", here)
