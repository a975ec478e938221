"""The languages of the running site, and the language of a request."""

from collections.abc import Callable
from typing import TypeVar

import flask_babel
from flask import Flask, current_app, g, request
from flask_babel.speaklater import LazyString

from battkomp.languages import N_, Language, Languages
from battkomp.settings import BadSettingError, Settings

_Value = TypeVar("_Value")

CODE_LANGUAGE = "en"  # of the strings in code and templates, which need no catalog


def init_app(app: Flask) -> None:
    """Set the languages of the site, and set up Flask-Babel.

    :raises BadSettingError: if a language has no compiled catalog. Its pages would be in English.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    for language in settings.languages:
        catalog = settings.translations / language.locale / "LC_MESSAGES" / "messages.mo"
        if language.tag != CODE_LANGUAGE and not catalog.exists():
            raise BadSettingError(
                f"{catalog} is missing: compile the catalogs with `pybabel compile -d translations`"
            )
    app.extensions["battkomp.languages"] = Languages(settings.languages)
    _init_babel(app, settings)


def _init_babel(app: Flask, settings: Settings) -> None:
    """Use the language of the request for interface strings, dates and numbers."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    flask_babel.Babel(
        app,
        default_locale=settings.languages[0].locale,
        default_timezone="Europe/Oslo",
        default_translation_directories=str(settings.translations),
        locale_selector=lambda: current_language().locale,
    )
    app.jinja_env.globals["N_"] = N_


def site_languages() -> Languages:
    """Return the languages of the running site."""
    languages: Languages = current_app.extensions["battkomp.languages"]
    return languages


def current_language() -> Language:
    """Return the language of the request's URL.

    A URL without a language, which only an error page can have, gets the client's preferred one.
    """
    language: Language | None = g.get("language")
    if language is None:
        language = g.language = _language_of_request()
    return language


def reader_language() -> Language:
    """Return the language whose alphabet orders the lists of a page.

    It is the language of the request. In a view side by side, it is the same for all languages.
    """
    return g.get("reader_language") or current_language()


def _language_of_request() -> Language:
    languages = site_languages()
    if not request:
        return languages.source
    path = request.path.removeprefix("/desk")
    return language_at(path) or languages.preferred(request.accept_languages)


def language_at(path: str) -> Language | None:
    """Return the language that the first part of a path names, or None."""
    return site_languages().named(path.lstrip("/").partition("/")[0])


def in_all_languages(text: LazyString) -> dict[str, str]:
    """Return an interface string in each language of the site."""
    return {one.tag: words for one, words in in_each_language(lambda: str(text)).items()}


def in_each_language(function: Callable[[], _Value]) -> dict[Language, _Value]:
    """Return the result of a function in each language of the site."""
    results = {}
    for language in site_languages():
        with current_app.app_context():
            g.language = language
            results[language] = function()
    return results
