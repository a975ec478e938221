"""Rendering of pages and fragments.

A page and its fragment have an address each: `/nb/styret` is the whole document,
`/fragment/nb/styret` the same without its frame. Headers of htmx are neither read nor sent.
"""

from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask, Response, current_app, g, make_response, render_template, request
from jinja2 import Template
from markupsafe import Markup
from werkzeug.http import http_date

from battkomp import oslo
from battkomp.content.localized import LocalizedContent
from battkomp.http.layers import is_fragment
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language
from battkomp.web.locations import Location, location
from battkomp.web.page_frame import PageFrame

# How long a shared cache may send a stale response while the site fails (RFC 5861, section 4).
_STALE_IF_ERROR = 7 * 24 * 60 * 60  # seconds

_Parts = dict[tuple[str, str], Markup]  # by the name of the template and the path of the page
_cached_parts: WeakKeyDictionary[LocalizedContent, _Parts] = WeakKeyDictionary()


def init_app(app: Flask) -> None:
    """Have browsers and caches revalidate every redirect."""
    app.after_request(_revalidate_redirect)


def cached_part(template: str, frame: PageFrame, **context: Any) -> Markup:
    """Render a part of a page, once as long as the content and the day are the same.

    It halves the time of an uncached front page, which `make bench` measures.

    :param template: name of the template.
    :param context: the variables of the template, which must follow from the content alone.
    """
    page = frame.here.address(frame.language) if frame.here else ""
    parts = _cached_parts.setdefault(frame.content, {})
    if settings().development or (template, page) not in parts:
        parts[template, page] = Markup(render_template(template, frame=frame, **context))
    return parts[template, page]


def render_page(key: str, **context: Any) -> Response:
    """Render a page of the site map.

    The template is `pages/<key>.html` or, without one, the layout for title and text. It gets the
    words of the page as `page`.

    :param key: key of the page.
    """
    names = [f"pages/{key}.html", "layouts/content_page.html"]
    template = current_app.jinja_env.select_template(names)
    return render(template, location(key), page=content().page(key), **context)


def render(
    template: str | Template,
    page_location: Location | None,
    status: int = 200,
    **context: Any,
) -> Response:
    """Render a page or its fragment, depending on the address of the request.

    :param template: the template or its name.
    :param page_location: location of the page, or None for an error at an unknown address.
    :param status: status code of the response.
    """
    layout = "layouts/fragment.html" if is_fragment(request.environ) else "layouts/page.html"
    frame = PageFrame(page_location, status)
    html = render_template(template, layout=layout, frame=frame, **context)
    response = make_response(html, status)
    response.headers["Content-Language"] = current_language().tag
    if status == 200:
        publish(response)
    if is_fragment(request.environ):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def render_part(template: str, **context: Any) -> Response:
    """Render a part of a page that only the page itself requests.

    :param template: name of the template.
    """
    response = make_response(render_template(template, **context))
    response.headers["Content-Language"] = current_language().tag
    response.headers["X-Robots-Tag"] = "noindex"
    publish(response)
    return response


def response_at(address: str, base_url: str, **state: Any) -> Response:
    """Return the response at an address, made within another request and without its headers.

    :param base_url: URL with the host that is asked.
    :param state: values that it finds in `g`.
    :raises HTTPException: if the response is an error.
    """
    inner = current_app.test_request_context(address, base_url)
    with current_app.app_context(), inner:  # `g` holds the content of a request
        for name, value in state.items():
            setattr(g, name, value)
        answer = current_app.preprocess_request() or current_app.dispatch_request()
        return current_app.make_response(answer)


def publish(response: Response) -> None:
    """Mark a response as public, until the content or the day changes.

    Browsers revalidate it each time. Shared caches that are purged by surrogate key may store it
    until the day ends; others ignore `Expires`, as there is a `max-age` (RFC 9111, section 5.3).
    """
    response.headers["Cache-Control"] = f"public, max-age=0, stale-if-error={_STALE_IF_ERROR}"
    response.headers["Surrogate-Key"] = "content"
    response.headers["Expires"] = http_date(oslo.end_of(settings().today()))


def withhold(response: Response) -> Response:
    """Mark a response as private, so that it is neither stored nor indexed, and return it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    for name in ("Surrogate-Key", "Expires"):
        response.headers.pop(name, None)
    return response


def _revalidate_redirect(response: Response) -> Response:
    if response.location is not None:
        # Editors may restore a former slug: a stored redirect would lead in circles.
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
