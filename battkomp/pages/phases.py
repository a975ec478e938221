"""The project's three parts."""

from flask import Response, abort

from battkomp.content.model import Phase
from battkomp.pages.finding_groups import grouped
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import reading
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render
from battkomp.web.sitemap import location, location_of

bp = LocalizedBlueprint("phases", __name__)


@bp.page("phases")
def index() -> Response:
    """All parts, and how far each of them is."""
    found = reading()
    return render(
        "pages/phases.html", location("phases"), page=found.page("phases"), phases=found.phases
    )


@bp.page("phase")
def show(slug: str) -> Response:
    """One part: what was planned, what it became, and what it found."""
    found = reading().phase_at(slug)
    if not isinstance(found, Phase):  # one that has moved is redirected before it comes here
        abort(404)
    phases, knowledge = reading().phases, reading().knowledge
    part = knowledge.part(found.number)
    return render(
        "pages/phase.html",
        location_of(found),
        phase=found,
        part=part,
        groups=grouped(part.findings, phases),
        references=references((part,), part.figures),
        glossed=GlossaryLinks(knowledge.forms),
        previous=next((one for one in phases if one.number == found.number - 1), None),
        following=next((one for one in phases if one.number == found.number + 1), None),
    )
