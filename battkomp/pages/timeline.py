"""The timeline."""

from flask import Response

from battkomp.content.model import MilestoneKind
from battkomp.data.datasets import dataset
from battkomp.pages.timeline_axis import axis
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import content
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render_page

bp = LocalizedBlueprint("timeline", __name__)


@bp.page()
def index() -> Response:
    """Show the milestones of the project, around it, and since."""
    milestones = content().milestones
    then = [one for one in milestones if one.kind is not MilestoneKind.SINCE]
    return render_page(
        "timeline",
        milestones=milestones,
        axis=axis(content().phases, milestones),
        references=references(then, content().since),
        glossed=GlossaryLinks(content().term_forms),
        dataset=dataset("timeline"),
    )
