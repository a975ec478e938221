"""Flask-Babel, set up for the site's languages."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import Flask, g

from battkomp.context import settings
from battkomp.languages import Languages, current_language, site_languages


def init_app(app: Flask) -> None:
    """Give interface strings, dates and numbers the language of the address."""
    with app.app_context():
        languages, translations = settings().languages, settings().translations
    app.extensions["battkomp.languages"] = Languages(languages)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.add_template_global(source_name)
    flask_babel.Babel(
        app,
        default_locale=languages[0].locale,
        default_timezone="Europe/Oslo",
        default_translation_directories=str(translations),
        locale_selector=lambda: current_language().locale,
    )
    _look_catalogs_up_once(app)


def _look_catalogs_up_once(app: Flask) -> None:
    """Look the catalog up once for each request.

    Flask-Babel does so for each string, which takes longer than anything else about a page.
    """
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its i18n extension
        gettext=lambda message: _catalog().ugettext(message),
        ngettext=lambda one, several, count: _catalog().ungettext(one, several, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def _catalog() -> Any:
    if "catalog" not in g:
        g.catalog = flask_babel.get_translations()
    return g.catalog


def source_name() -> str:
    """Return what the source language is called in the language of the request."""
    return str(site_languages().source.known_as)
