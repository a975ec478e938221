"""Page or fragment: the one function that every view ends in.

A page and its fragment are two addresses of the same content: `/nb/styret` is the whole document,
`/fragment/nb/styret` the same without its frame. No header of htmx's is read or written.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response, render_template, request

from battkomp import frame
from battkomp.delivery.fragments import is_fragment
from battkomp.languages import current_language
from battkomp.navigation import Location


def init_app(app: Flask) -> None:
    """Validate pages by what they say, so that a reader who has one is told so (RFC 9110, 8.8)."""
    app.after_request(_add_validator)


def render(template: str, location: Location | None, status: int = 200, **context: Any) -> Response:
    """Render a page, or its fragment, as the address asks.

    :param template: its view's template.
    :param location: where it is in the site; None for an error at no known address.
    """
    layout = "layouts/fragment.html" if is_fragment(request.environ) else "layouts/page.html"
    html = render_template(template, layout=layout, frame=frame.around(location, status), **context)
    response = make_response(html, status)
    response.headers["Content-Language"] = current_language().tag
    response.headers["Cache-Control"] = "no-cache"
    if is_fragment(request.environ):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _add_validator(response: Response) -> Response:
    if response.location is not None:
        # An editor may take a slug back: a browser that kept the redirect would go in circles.
        response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and response.mimetype == "text/html":
        response.add_etag()
        response.make_conditional(request)
    return response
