"""The page of figures."""

from flask import Response

from battkomp.data import charts
from battkomp.data.datasets import dataset
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import content
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render_page

bp = LocalizedBlueprint("figures", __name__)


@bp.page()
def index() -> Response:
    """Show the project's own figures and, apart from them, those of others."""
    figures = dataset("figures")
    own, others = charts.sections(content().charts, figures)
    return render_page(
        "figures",
        own=own,
        others=others,
        glossed=GlossaryLinks(content().term_forms),
        dataset=figures,
    )
