"""The parts of the site that visitors see, one blueprint each. Knows Flask, and no SQL."""

from __future__ import annotations

from flask import Flask

from battkomp.contact import health as inbox_health
from battkomp.contact import views
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


def init_app(app: Flask) -> None:
    """Register the site's parts, in the order of the site map."""
    app.register_blueprint(home.bp)
    app.register_blueprint(phases.bp)
    app.register_blueprint(knowledge.bp)
    app.register_blueprint(board.bp)
    app.register_blueprint(reference.bp)
    app.register_blueprint(search.bp)
    app.register_blueprint(views.bp)
    app.register_blueprint(about.bp)
    template_functions.init_app(app)
    inbox_health.init_app(app)
