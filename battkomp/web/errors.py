"""Error pages, and the pages of the static site in place of a server's decisions."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from battkomp.db.connections import ReadError
from battkomp.http.layers import PREFIX, request_id
from battkomp.languages import Languages
from battkomp.web.context import content
from battkomp.web.languages import current_language, in_each_language
from battkomp.web.locations import Location, location_at
from battkomp.web.redirects import route_at
from battkomp.web.rendering import render
from battkomp.web.sitemap import COMPANIONS, PAGES

# By status code: the title of the page, and its text.
_MESSAGES = {
    404: (
        _("Page not found"),
        _("Check that the web address is correct. The page may also have been moved."),
    ),
    405: (_("This page cannot receive information"), _("Go back and try again.")),
    500: (_("Sorry, there is a problem with the website"), _("Try again in a few minutes.")),
    503: (_("The website is unavailable"), _("Try again in a few minutes.")),
}
_OTHER = (_("We could not read the request"), _("Go back and try again."))


def init_app(app: Flask) -> None:
    """Send a page for every error."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(ReadError, show_unavailable)


def message_of(status: int) -> tuple[LazyString, LazyString]:
    """Return the title and the text of the page for a status code."""
    return _MESSAGES.get(status, _OTHER)


def show_unavailable(error: ReadError) -> Response:
    """Send the page for unreadable content, which must not read the content itself."""
    current_app.logger.error("The content cannot be read: %s", error)
    unavailable = ServiceUnavailable(retry_after=30)
    return finished(_bare_page(unavailable.code), unavailable)


def show(error: HTTPException) -> Response:
    """Send the page for an error or, if that fails too, the bare page."""
    status = error.code or InternalServerError.code
    try:
        # Without a URL adapter (untrusted host), no URL can be built for the menu.
        response = _page(status) if request_ctx.url_adapter else _bare_page(status)
    except ReadError as unread:
        current_app.logger.error("The error page could not be made: %s", unread)
        response = _bare_page(status)
    except Exception:
        current_app.logger.exception("The error page could not be made")
        response = _bare_page(status)
    return finished(response, error)


def fallback_page(app: Flask, path: str, reference: str) -> str:
    """Return the HTML for an error raised outside Flask.

    :param path: the requested path, unchecked.
    :param reference: identifier of the request in the log.
    """
    languages: Languages = app.extensions["battkomp.languages"]
    first = path.removeprefix(PREFIX).lstrip("/").partition("/")[0]
    language = languages.find(first) or languages.source
    with app.test_request_context(f"/{language.tag}/"):
        return _bare_html(InternalServerError.code, reference)


def finished(response: Response, error: HTTPException) -> Response:
    """Return a response with the headers of its error."""
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _page(status: int) -> Response:
    title, text = message_of(status)
    reference = _reference(status)
    return render(
        "errors/error.html", _location(), status, title=title, text=text, reference=reference
    )


def _reference(status: int) -> str | None:
    """Return the identifier of the request in the log, which visitors can report."""
    return request_id(request.environ) if status >= 500 else None


def _location() -> Location | None:
    """Return the location of the failed page, for the language switch."""
    endpoint, values = route_at(request.path) or ("", {})
    name, _, view = endpoint.partition(".")
    companion, key = (name, view) if name in COMPANIONS else (None, name)
    if key not in PAGES or view not in ("index", key):
        return None
    page = location_at(content(), key, values.get("slug", ""))
    return page.beside(companion) if page else None


def _bare_page(status: int) -> Response:
    """Return a page without content and menu, so that nothing can fail again."""
    response = make_response(_bare_html(status, _reference(status)), status)
    response.headers["Content-Language"] = current_language().tag
    return response


def _bare_html(status: int, reference: str | None) -> str:
    title, text = message_of(status)
    return render_template("errors/bare.html", title=title, text=text, reference=reference)


def choose_language() -> str:
    """Return the page at `/`, where a server would redirect to the reader's language."""
    return _in_all_languages("static_site/choose.html", _welcome)


def not_found() -> str:
    """Return the page for addresses without a file."""
    return _in_all_languages("static_site/not_found.html", _not_found)


def moved(href: str) -> str:
    """Return the page at an old address, in the language of the request.

    :param href: the present address of the page.
    """
    return render_template("static_site/moved.html", href=href)


def _in_all_languages(template: str, part: Callable[[], dict[str, Any]]) -> str:
    """Render a page with a part for the readers of each language.

    :param part: returns the texts of a part in the language of the request.
    """
    return render_template(template, parts=in_each_language(part), phases=content().phases)


def _welcome() -> dict[str, Any]:
    home = content().page("home")
    return {"kicker": home.kicker, "texts": (home.about,), "action": gettext("Read in English")}


def _not_found() -> dict[str, Any]:
    title, text = message_of(404)
    return {"title": str(title), "texts": (str(text),), "action": gettext("Go to the front page")}
