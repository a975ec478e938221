"""The project's three parts."""

from flask import Response, abort

from battkomp.content.model import Phase
from battkomp.context import reading
from battkomp.navigation import location, location_of
from battkomp.rendering import render
from battkomp.site.localized import LocalizedBlueprint

bp = LocalizedBlueprint("phases", __name__)


@bp.page("phases")
def index() -> Response:
    """All parts, and how far each of them is."""
    found = reading()
    return render(
        "phases/index.html", location("phases"), page=found.page("phases"), phases=found.phases
    )


@bp.page("phase")
def show(slug: str) -> Response:
    """One part: what it is about, and when it was launched."""
    found = reading().phase_at(slug)
    if not isinstance(found, Phase):  # one that has moved is redirected before it comes here
        abort(404)
    phases = reading().phases
    return render(
        "phases/show.html",
        location_of(found),
        phase=found,
        previous=next((one for one in phases if one.number == found.number - 1), None),
        following=next((one for one in phases if one.number == found.number + 1), None),
    )
