"""Page or fragment: the one function that every view ends in.

A page and its fragment are two addresses of the same content: `/nb/styret` is the whole document,
`/fragment/nb/styret` the same without its frame. This is the only module that knows a header of
htmx's.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Flask, Response, make_response, render_template, request

from battkomp import frame
from battkomp.delivery.fragments import is_fragment
from battkomp.languages import current_language
from battkomp.navigation import Location

# What RFC 3986 allows in a path or a query as it is; everything else is escaped.
_AS_IS = "/?:@!$&'()*+,;=-._~%"


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
        response.headers["HX-Push-Url"] = requested_address()
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def requested_address() -> str:
    """Return the path and query of the page that was asked for, also if by its fragment."""
    path = quote(request.path, safe=_AS_IS.replace("%", "").replace("?", ""))
    query = quote(request.query_string, safe=_AS_IS)
    return f"{path}?{query}" if query else path


def _add_validator(response: Response) -> Response:
    if response.location is not None:
        # An editor may take a slug back: a browser that kept the redirect would go in circles.
        response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and response.mimetype == "text/html":
        response.add_etag()
        response.make_conditional(request)
    return response
