"""Whom to ask."""

from flask import Response

from battkomp.context import reading
from battkomp.navigation import location
from battkomp.rendering import render
from battkomp.site.localized import LocalizedBlueprint

bp = LocalizedBlueprint("contact", __name__)


@bp.page("contact")
def index() -> Response:
    """How to reach those behind the project."""
    found = reading()
    return render(
        "contact/index.html", location("contact"), page=found.page("contact"), contact=found.contact
    )
