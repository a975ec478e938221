"""The project's three parts."""

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from battkomp.content.model import Moved
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
def show(slug: str) -> ResponseReturnValue:
    """One part: what it is about, and when it was launched."""
    found = reading().phase_at(slug)
    if found is None:
        abort(404)
    if isinstance(found, Moved):
        return redirect(url_for("phases.show", slug=found.slug), 301)
    phases = reading().phases
    return render(
        "phases/show.html",
        location_of(found),
        phase=found,
        previous=next((one for one in phases if one.number == found.number - 1), None),
        following=next((one for one in phases if one.number == found.number + 1), None),
    )
