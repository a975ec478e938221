"""The glossary."""

from flask import Response

from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.formats import alphabetical
from battkomp.web.rendering import render_page
from battkomp.web.text_links import references
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("glossary", __name__)


@bp.page()
def index() -> Response:
    """Show the terms with their definitions, and their translations."""
    found = content()
    terms = alphabetical(found.terms, "term")
    return render_page(
        "glossary",
        terms=terms,
        translations=lambda term: found.translations(term, "term"),
        references=references(terms),
        dataset=dataset("glossary"),
    )
