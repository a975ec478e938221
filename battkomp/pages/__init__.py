"""The pages of the site map, a module each.

A page of title and text needs no module: `pages.init_app` gives it a view. A page with a module
and without a template `pages/<key>.html` has the layout for title and text too.
"""

from __future__ import annotations

from flask import Flask, Response

from battkomp.contact import health as inbox_health
from battkomp.contact import views as contact
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
    template_functions,
    timeline,
)
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.rendering import render_page
from battkomp.web.sitemap import SITE_MAP

_VIEWS = (
    *(home, phase, findings, timeline, chain, figures, organisations, board),
    *(glossary, sources, data, search, contact, accessibility, privacy),
)


def init_app(app: Flask) -> None:
    """Register a view for every page of the site map."""
    blueprints = {module.bp.name: module.bp for module in _VIEWS}
    for place in SITE_MAP:
        app.register_blueprint(blueprints.get(place.key) or _page_of_text(place.key))
    template_functions.init_app(app)
    inbox_health.init_app(app)


def _page_of_text(key: str) -> LocalizedBlueprint:
    """Return a blueprint for a page of title and text."""
    bp = LocalizedBlueprint(key, __name__)

    @bp.page()
    def index() -> Response:
        return render_page(key)

    return bp
