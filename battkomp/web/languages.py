"""The languages of the running site, and the language of a request."""

import flask_babel
from babel.support import Translations
from flask import Flask, current_app, g, request
from flask_babel.speaklater import LazyString

from battkomp.languages import Language, Languages
from battkomp.settings import BadSettingError, Settings

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
    # Flask-Babel finds the catalog anew for each string: a tenth of the time of a page.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        lambda message: _catalog().ugettext(message),
        lambda one, several, number: _catalog().ungettext(one, several, number),
        newstyle=True,
    )


def _catalog() -> Translations:
    """Return the catalog of the language of the request."""
    if "catalog" not in g:
        g.catalog = flask_babel.get_translations()
    catalog: Translations = g.catalog
    return catalog


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
    words = {}
    for language in site_languages():
        with current_app.app_context():
            g.language = language
            words[language.tag] = str(text)
    return words
