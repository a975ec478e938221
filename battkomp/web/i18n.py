"""Flask-Babel, set up for the languages of the site."""

from __future__ import annotations

import flask_babel
from flask import Flask

from battkomp.web.context import settings
from battkomp.web.languages import current_language


def init_app(app: Flask) -> None:
    """Use the language of the address for interface strings, dates and numbers."""
    with app.app_context():
        languages, translations = settings().languages, settings().translations
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    flask_babel.Babel(
        app,
        default_locale=languages[0].locale,
        default_timezone="Europe/Oslo",
        default_translation_directories=str(translations),
        locale_selector=lambda: current_language().locale,
    )


def source_name() -> str:
    """Return the name of the source language in the language of the request."""
    return name_of(site_languages().source)
