"""The parts of the site that visitors see, one blueprint each. Knows Flask, and no SQL."""

from __future__ import annotations

from flask import Flask

from battkomp.site import (
    about,
    addresses,
    board,
    contact,
    downloads,
    errors,
    health,
    home,
    inbox_health,
    knowledge,
    linked_data,
    machines,
    meta,
    phases,
    reference,
    search,
)
from battkomp.site.addresses import may_be_named
from battkomp.site.errors import apology

__all__ = ["apology", "init_app", "may_be_named"]


def init_app(app: Flask) -> None:
    """Register the site's parts, in the order of the site map."""
    # One form of each address: `addresses` redirects to it before any rule is asked.
    app.url_map.merge_slashes = False
    addresses.init_app(app)
    app.register_blueprint(home.bp)
    app.register_blueprint(phases.bp)
    app.register_blueprint(knowledge.bp)
    app.register_blueprint(board.bp)
    app.register_blueprint(reference.bp)
    app.register_blueprint(downloads.bp)
    app.register_blueprint(search.bp)
    app.register_blueprint(contact.bp)
    app.register_blueprint(about.bp)
    app.register_blueprint(meta.bp)
    app.register_blueprint(machines.bp)
    linked_data.init_app(app)
    health.init_app(app)
    inbox_health.init_app(app)
    errors.init_app(app)
