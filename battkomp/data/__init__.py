"""Open data: data sets, feeds, calendar, structured data and the sitemap."""

from flask import Flask

from battkomp.data import feeds, files, well_known


def init_app(app: Flask) -> None:
    """Register the views of open data."""
    app.register_blueprint(files.bp)
    app.register_blueprint(feeds.bp)
    app.register_blueprint(well_known.bp)
