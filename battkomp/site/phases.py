"""The project's three parts."""

from flask import Response, abort
from flask_babel import gettext

from battkomp.content.model import Phase
from battkomp.context import reading
from battkomp.navigation import location, location_of
from battkomp.rendering import render
from battkomp.site.citing import references
from battkomp.site.finding_groups import grouped
from battkomp.site.glossing import Glosser
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
    """One part: what was planned, what it became, and what it found."""
    found = reading().phase_at(slug)
    if not isinstance(found, Phase):  # one that has moved is redirected before it comes here
        abort(404)
    phases, knowledge = reading().phases, reading().knowledge
    part = knowledge.part(found.number)
    return render(
        "phases/show.html",
        location_of(found),
        phase=found,
        part=part,
        groups=grouped(part.findings, phases),
        references=references((part,), part.figures),
        glossed=Glosser(knowledge.forms),
        previous=next((one for one in phases if one.number == found.number - 1), None),
        following=next((one for one in phases if one.number == found.number + 1), None),
    )


def heading(phase: Phase) -> str:
    """Return what a part is called, as components/phase.html has it for pages."""
    return str(gettext("Part %(number)s: %(title)s", number=phase.number, title=phase.title.value))
