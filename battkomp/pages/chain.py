"""The page of the battery value chain."""

from flask import Response

from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.rendering import render_page
from battkomp.web.text_links import GlossaryLinks, references
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("chain", __name__)


@bp.page()
def index() -> Response:
    """Show the steps from raw material to recycling, with the organisations at each."""
    steps = content().steps
    named = [organisation for step in steps for organisation in step.organisations]
    return render_page(
        "chain",
        steps=steps,
        since=content().since_of(named),
        references=references(steps),
        glossed=GlossaryLinks(content().term_forms),
        dataset=dataset("chain"),
    )
