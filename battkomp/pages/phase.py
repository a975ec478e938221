"""The page of each part of the project."""

from flask import Response, abort

from battkomp.pages.findings import grouped
from battkomp.web.context import content
from battkomp.web.locations import location_of
from battkomp.web.rendering import render
from battkomp.web.text_links import GlossaryLinks, unique_sources
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("phase", __name__)


@bp.page()
def index(slug: str) -> Response:
    """Show the plan of a part, its results and its findings."""
    found = content()
    phase, phases = found.phase_at(slug), found.phases
    if phase is None or found.slug_of(phase) != slug:  # former slugs are redirected before
        abort(404)
    results = found.of_phase(phase)
    return render(
        "pages/phase.html",
        location_of(phase),
        phase=phase,
        results=results,
        groups=[one for one in grouped(found.findings, phases) if one.phase == phase],
        references=unique_sources((phase,), results.figures),
        glossed=GlossaryLinks(found.term_forms),
        previous=next((one for one in phases if one.number == phase.number - 1), None),
        following=next((one for one in phases if one.number == phase.number + 1), None),
    )
