"""Page or fragment: the one function that every view ends in.

A page and its fragment are two addresses of the same content: `/nb/styret` is the whole document,
`/fragment/nb/styret` the same without its frame. No header of htmx's is read or written.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response, render_template, request
from werkzeug.http import http_date

from battkomp import oslo
from battkomp.http.fragments import is_fragment
from battkomp.web import page_frame
from battkomp.web.context import settings
from battkomp.web.languages import current_language
from battkomp.web.sitemap import Location

# For how long a shared cache may give what it has while the site fails (RFC 5861, section 4).
_STALE_IF_ERROR = 7 * 24 * 60 * 60  # seconds


def init_app(app: Flask) -> None:
    """Have every redirect asked for again."""
    app.after_request(_keep_no_redirect)


def render(template: str, location: Location | None, status: int = 200, **context: Any) -> Response:
    """Render a page, or its fragment, as the address asks.

    :param template: its view's template.
    :param location: where it is in the site; None for an error at no known address.
    """
    layout = "layouts/fragment.html" if is_fragment(request.environ) else "layouts/page.html"
    frame = page_frame.around(location, status)
    html = render_template(template, layout=layout, frame=frame, **context)
    response = make_response(html, status)
    response.headers["Content-Language"] = current_language().tag
    if status == 200:
        publish(response)
    if is_fragment(request.environ):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def render_piece(template: str, **context: Any) -> Response:
    """Render a piece of a page, which is asked for by the page alone, and at a fragment's address.

    :param template: its view's template.
    """
    response = make_response(render_template(template, **context))
    response.headers["Content-Language"] = current_language().tag
    response.headers["X-Robots-Tag"] = "noindex"
    publish(response)
    return response


def publish(response: Response) -> None:
    """Say that an answer is the same for everybody, until the content or the day changes.

    Browsers ask each time whether it still is. A shared cache that is told of changes of the
    content by the surrogate key may keep it until the day ends; others do not look at `Expires`,
    as there is a `max-age` (RFC 9111, section 5.3).
    """
    response.headers["Cache-Control"] = f"public, max-age=0, stale-if-error={_STALE_IF_ERROR}"
    response.headers["Surrogate-Key"] = "content"
    response.headers["Expires"] = http_date(oslo.end_of(settings().today()))


def withhold(response: Response) -> None:
    """Let nobody keep an answer but whoever asked for it, for as long as they look at it."""
    response.headers["Cache-Control"] = "private, no-store"
    for name in ("Surrogate-Key", "Expires"):
        response.headers.pop(name, None)


def _keep_no_redirect(response: Response) -> Response:
    if response.location is not None:
        # An editor may take a slug back: a browser that kept the redirect would go in circles.
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
