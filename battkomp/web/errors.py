"""Errors, as pages of the site in the visitor's language."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from battkomp.db.connections import ReadError
from battkomp.http.fragments import PREFIX
from battkomp.http.request_ids import request_id
from battkomp.languages import Languages
from battkomp.web.context import reading
from battkomp.web.languages import current_language
from battkomp.web.rendering import render
from battkomp.web.sitemap import Location, location, location_of, place_at


@dataclass(frozen=True)
class Explanation:
    """What an error means to a visitor, and what they can do."""

    title: LazyString
    text: LazyString


_EXPLANATIONS = {
    404: Explanation(
        lazy_gettext("Page not found"),
        lazy_gettext(
            "There is no page at this address. It may be misspelt, or the page may have moved."
        ),
    ),
    405: Explanation(
        lazy_gettext("This page cannot be used in that way"),
        lazy_gettext("The page can be read, but it does not take what was sent to it."),
    ),
    500: Explanation(
        lazy_gettext("Something went wrong here"),
        lazy_gettext("The fault is ours, not yours. Please try again in a little while."),
    ),
    503: Explanation(
        lazy_gettext("The site is not available right now"),
        lazy_gettext("Please try again in a little while."),
    ),
}
_ANY_OTHER = Explanation(
    lazy_gettext("The request was not understood"),
    lazy_gettext("What your browser sent could not be read. Please go back and try again."),
)


def explanation(status: int) -> Explanation:
    """Return what an error means to a visitor, given its status code."""
    return _EXPLANATIONS.get(status, _ANY_OTHER)


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(ReadError, show_unavailable)


def show_unavailable(error: ReadError) -> Response:
    """Answer when the content cannot be read; it may be there again in a moment.

    No page of the site can be made without its content, and to try would be to wait for it again.
    """
    current_app.logger.error("The content cannot be read: %s", error)
    unavailable = ServiceUnavailable(retry_after=30)
    return _finished(_bare_page(unavailable.code), unavailable)


def show(error: HTTPException) -> Response:
    """Answer an error with a page of the site or, if that fails too, with one that stands alone."""
    status = error.code or InternalServerError.code
    try:
        # Where the request names a host that is not ours, no address can be built for a page.
        response = _page(status) if request_ctx.url_adapter else _bare_page(status)
    except ReadError as unread:
        current_app.logger.error("The error page could not be made: %s", unread)
        response = _bare_page(status)
    except Exception:
        current_app.logger.exception("The error page could not be made")
        response = _bare_page(status)
    return _finished(response, error)


def apology(app: Flask, path: str, reference: str) -> str:
    """Return the page for a fault outside of any view, which has made nothing of the request.

    :param path: what was asked for; it may be anything.
    :param reference: what a visitor can name so that we find the fault in the log.
    """
    languages: Languages = app.extensions["battkomp.languages"]
    first = path.removeprefix(PREFIX).lstrip("/").partition("/")[0]
    language = languages.find(first) or languages.source
    with app.test_request_context(f"/{language.tag}/"):
        return _bare_text(InternalServerError.code, reference)


def _finished(response: Response, error: HTTPException) -> Response:
    """Return an answer with the headers that an error has."""
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(status: int) -> Response:
    return render(
        "errors/error.html",
        _location(),
        status=status,
        explanation=explanation(status),
        reference=_reference(status),
    )


def _reference(status: int) -> str | None:
    """Return what a visitor can name so that we find the fault in the log, if it is ours."""
    return request_id(request.environ) if status >= 500 else None


def _location() -> Location | None:
    """Return where the failing page is, so that the language switch can lead to the same page."""
    found = place_at(request.path)
    if found is None:
        return None
    place, values = found
    if place.key != "phase":
        return location(place.key)
    phases = reading().phases
    return next((location_of(one) for one in phases if values["slug"] in one.slugs.values()), None)


def _bare_page(status: int) -> Response:
    """Make a page of nothing but words: no content, no menu, nothing that could fail again."""
    response = make_response(_bare_text(status, _reference(status)), status)
    response.headers["Content-Language"] = current_language().tag
    return response


def _bare_text(status: int, reference: str | None) -> str:
    return render_template(
        "errors/bare.html",
        language=current_language(),
        explanation=explanation(status),
        reference=reference,
    )
