"""Flask-Babel, set up for the site's languages."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import Flask, current_app, g
from markupsafe import Markup

from battkomp.languages import Languages, current_language, site_languages
from battkomp.web.context import settings


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


def translated(message: str) -> str:
    """Return an interface string in the language of the request. It may hold markup."""
    return str(_strings().catalog.ugettext(message))


def translated_number(one: str, several: str, number: int) -> str:
    """Return the form of an interface string that goes with a number. It may hold markup."""
    return str(_strings().catalog.ungettext(one, several, number))


def _gettext(message: str, /, **values: object) -> Markup:
    return Markup(translated(message)) % values if values else _strings()[message]


def _ngettext(one: str, several: str, number: int, /, **values: object) -> Markup:
    return Markup(translated_number(one, several, number)) % ({"num": number} | values)


class _Strings(dict[str, Markup]):
    """A catalog, and those of its strings in which nothing varies, ready for a page."""

    def __init__(self, catalog: Any) -> None:
        self.catalog = catalog

    def __missing__(self, message: str) -> Markup:
        self[message] = Markup(translated(message)) % {}
        return self[message]


def _strings() -> _Strings:
    strings: _Strings | None = g.get("strings")
    if strings is None:
        known: dict[str, _Strings] = current_app.extensions["battkomp.strings"]
        tag = current_language().tag
        if tag not in known:
            known[tag] = _Strings(flask_babel.get_translations())
        strings = g.strings = known[tag]
    return strings


def source_name() -> str:
    """Return what the source language is called in the language of the request."""
    return str(site_languages().source.known_as)
