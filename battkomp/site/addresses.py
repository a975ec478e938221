"""One form of each address; the others redirect to it."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from battkomp.languages import site_languages
from battkomp.navigation import place_at


def init_app(app: Flask) -> None:
    """Redirect before any rule is asked, and for good."""
    app.before_request(redirect_to_one_form)


def redirect_to_one_form() -> ResponseReturnValue | None:
    """Redirect to the one form of a page's address, if this is another.

    `/no` and `/nn` stand for `/nb`; upper case, doubled and trailing slashes are mended where a
    page is found that way.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    path = one_form(request.path)
    stands_for = site_languages().standing_for(_first_part(request.path))
    if path == request.path or (stands_for is None and place_at(path) is None):
        return None
    query = request.query_string.decode("latin-1")
    target = quote(path) + (f"?{quote(query, safe='/?:@!$&()*+,;=-._~%')}" if query else "")
    return redirect(target, 301)


def one_form(path: str) -> str:
    """Return the one form of an address."""
    path = re.sub("/{2,}", "/", path).lower()
    first = _first_part(path)
    language = site_languages().standing_for(first)
    if language is not None:
        path = f"/{language.tag}{path[1 + len(first) :]}"
    is_front_page = site_languages().find(path.strip("/")) is not None
    return path.rstrip("/") + "/" if is_front_page or path == "/" else path.rstrip("/")


def _first_part(path: str) -> str:
    return path.lstrip("/").partition("/")[0].lower()
