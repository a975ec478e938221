"""The page of sources."""

from itertools import groupby
from operator import attrgetter

from flask import Response

from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.formats import alphabetical
from battkomp.web.rendering import render_page
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("sources", __name__)


@bp.page()
def index() -> Response:
    """Show all sources by publisher."""
    sources = alphabetical(content().sources, "publisher")
    publishers = [(name, list(group)) for name, group in groupby(sources, attrgetter("publisher"))]
    return render_page(
        "sources", sources=sources, publishers=publishers, dataset=dataset("sources")
    )
