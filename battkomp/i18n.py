"""Flask-Babel, set up for the site's languages."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import Flask, current_app, g
from markupsafe import Markup

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
    # Jinja and Flask-Babel look the catalog up anew for each string, which takes longer than
    # anything else about a page. These are short cuts to the same.
    app.extensions["battkomp.strings"] = {}
    app.jinja_env.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext}


def _gettext(message: str, /, **values: object) -> Markup:
    strings = _strings()
    return strings.words(message) % values if values else strings[message]


def _ngettext(one: str, several: str, number: int, /, **values: object) -> Markup:
    words = Markup(_strings().catalog.ungettext(one, several, number))  # noqa: S704
    return words % ({"num": number} | values)


class _Strings(dict[str, Markup]):
    """The strings of the interface in one language, ready for a page."""

    def __init__(self, catalog: Any) -> None:
        self.catalog = catalog

    def __missing__(self, message: str) -> Markup:
        self[message] = self.words(message) % {}
        return self[message]

    def words(self, message: str) -> Markup:
        """Return a string with places for what varies. As Jinja has it, it may hold HTML."""
        return Markup(self.catalog.ugettext(message))  # noqa: S704


def _strings() -> _Strings:
    strings: _Strings | None = g.get("strings")
    if strings is None:
        known = current_app.extensions["battkomp.strings"]
        tag = current_language().tag
        if tag not in known:
            known[tag] = _Strings(flask_babel.get_translations())
        strings = g.strings = known[tag]
    return strings


def source_name() -> str:
    """Return what the source language is called in the language of the request."""
    return str(site_languages().source.known_as)
