"""The parts of the site that visitors see, one blueprint each. Knows Flask, and no SQL."""

from __future__ import annotations

from flask import Flask

from battkomp.contact import health as inbox_health
from battkomp.contact import views
from battkomp.data import downloads, feeds, well_known
from battkomp.pages import (
    about,
    board,
    home,
    knowledge,
    phases,
    reference,
    search,
    template_functions,
)
from battkomp.web import canonical_urls, errors, health
from battkomp.web.canonical_urls import may_be_named
from battkomp.web.errors import apology

__all__ = ["apology", "init_app", "may_be_named"]


def init_app(app: Flask) -> None:
    """Register the site's parts, in the order of the site map."""
    # One form of each address: `addresses` redirects to it before any rule is asked.
    app.url_map.merge_slashes = False
    canonical_urls.init_app(app)
    app.register_blueprint(home.bp)
    app.register_blueprint(phases.bp)
    app.register_blueprint(knowledge.bp)
    app.register_blueprint(board.bp)
    app.register_blueprint(reference.bp)
    app.register_blueprint(downloads.bp)
    app.register_blueprint(search.bp)
    app.register_blueprint(views.bp)
    app.register_blueprint(about.bp)
    app.register_blueprint(well_known.bp)
    app.register_blueprint(feeds.bp)
    template_functions.init_app(app)
    health.init_app(app)
    inbox_health.init_app(app)
    errors.init_app(app)
