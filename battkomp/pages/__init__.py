"""The pages of the site map, a module each.

A page of title and text needs no module: `pages.init_app` gives it a view. A page with a module
and without a template `pages/<key>.html` has the layout for title and text too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response

from battkomp.contact import health as inbox_health
from battkomp.contact import views as contact
from battkomp.data import datasets, linked_data
from battkomp.data.columns import shown
from battkomp.data.files import LICENCE
from battkomp.pages import (
    accessibility,
    board,
    chain,
    data,
    figures,
    findings,
    glossary,
    home,
    organisations,
    phase,
    privacy,
    search,
    sources,
    timeline,
)
from battkomp.web import context, formats, labels, rendering, sitemap
from battkomp.web.languages import current_language
from battkomp.web.rendering import render_page
from battkomp.web.sitemap import SITE_MAP
from battkomp.web.urls import LocalizedBlueprint

_VIEWS = (
    *(home, phase, findings, timeline, chain, figures, organisations, board),
    *(glossary, sources, data, search, contact, accessibility, privacy),
)

# The filters and globals of templates. `http.init_app` adds those for static files.
_FILTERS: tuple[Callable[..., Any], ...] = (
    formats.alphabetical,
    formats.amount,
    formats.figure_sentence,
    formats.foreign_language,
    formats.language_name,
    formats.long_date,
    formats.partial_date,
    formats.years,
    labels.heading_label,
    labels.link_label,
    labels.milestone_label,
    labels.phase_heading,
    labels.phase_label,
    labels.phase_launch,
    labels.phase_name,
    labels.phase_status,
    labels.value_label,
    sitemap.address,
    shown,
)
_GLOBALS: tuple[Callable[..., Any], ...] = (
    context.public_url,
    current_language,
    datasets.file_address,
    linked_data.linked_data,
    rendering.cached_part,
)


def init_app(app: Flask) -> None:
    """Register a view for every page of the site map."""
    blueprints = {module.bp.name: module.bp for module in _VIEWS}
    for place in SITE_MAP:
        app.register_blueprint(blueprints.get(place.key) or _page_of_text(place.key))
    _add_template_functions(app)
    inbox_health.init_app(app)


def _add_template_functions(app: Flask) -> None:
    """Register the filters and globals, each under the name of its function."""
    for function in _FILTERS:
        app.add_template_filter(function)
    for function in _GLOBALS:
        app.add_template_global(function)
    app.jinja_env.globals["licence"] = LICENCE


def _page_of_text(key: str) -> LocalizedBlueprint:
    """Return a blueprint for a page of title and text."""
    bp = LocalizedBlueprint(key, __name__)

    @bp.page()
    def index() -> Response:
        return render_page(key)

    return bp
