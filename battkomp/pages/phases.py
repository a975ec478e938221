"""The project's three parts."""

from flask import Response, abort

from battkomp.pages.finding_groups import grouped
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import content
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render
from battkomp.web.sitemap import location, location_of

bp = LocalizedBlueprint("phases", __name__)


@bp.page("phases")
def index() -> Response:
    """All parts, and how far each of them is."""
    found = content()
    return render(
        "pages/phases.html", location("phases"), page=found.page("phases"), phases=found.phases
    )


@bp.page("phase")
def show(slug: str) -> Response:
    """One part: what was planned, what it became, and what it found."""
    found = content()
    phase, phases = found.phase_at(slug), found.phases
    if phase is None or found.slug_of(phase) != slug:  # former addresses redirect before this
        abort(404)
    results = found.of_phase(phase)
    return render(
        "pages/phase.html",
        location_of(phase),
        phase=phase,
        results=results,
        groups=grouped(results.findings, phases),
        references=references((phase,), results.figures),
        glossed=GlossaryLinks(found.term_forms),
        previous=next((one for one in phases if one.number == phase.number - 1), None),
        following=next((one for one in phases if one.number == phase.number + 1), None),
    )
