"""BattKOMP's website."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from battkomp.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site.

    :param settings: settings to use instead of the `BATTKOMP_*` environment variables.
    :raises BadSettingError: if a variable is invalid.
    """
    # Imported here, so that a program can import `battkomp.settings` without Flask and SQLite.
    from battkomp import cli, data, http, pages
    from battkomp.http import logs
    from battkomp.settings import from_environment
    from battkomp.web import context, errors, health, languages, rendering, sitemap, urls

    settings = settings or from_environment(os.environ)
    app = _flask(settings)
    for part in (logs, context, languages, rendering, urls, errors, health, data, pages, cli):
        part.init_app(app)
    http.init_app(
        app,
        content_state=partial(context.content_state, app),
        query_parameters=sitemap.query_parameters(app.extensions["battkomp.languages"]),
        is_trusted_host=partial(urls.is_trusted_host, settings.trusted_hosts),
        error_page=partial(errors.fallback_page, app),
    )
    return app


def _flask(settings: Settings) -> Flask:
    """Return the Flask application without its parts."""
    from flask import Flask
    from jinja2 import StrictUndefined

    from battkomp.settings import ROOT

    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["battkomp.settings"] = settings
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    # More than the largest form: a message of 10,000 emoji has 120,000 bytes, percent-encoded.
    app.config["MAX_CONTENT_LENGTH"] = 150_000
    app.config["MAX_FORM_PARTS"] = 20
    app.config["TEMPLATES_AUTO_RELOAD"] = settings.development
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app
