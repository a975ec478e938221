"""The page about open data."""

from flask import Response

from battkomp.data.datasets import every_dataset
from battkomp.data.files import dialect
from battkomp.web.languages import site_languages
from battkomp.web.rendering import render_page
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("data", __name__)


@bp.page()
def index() -> Response:
    """Show the data sets with their columns and files, the feed and the calendar."""
    dialects = [(language, dialect(language)) for language in site_languages()]
    return render_page("data", datasets=every_dataset(), dialects=dialects)
