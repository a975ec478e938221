"""One form of each address; the others redirect to it, and addresses that have moved."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import quote

from flask import Flask, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_current_url, get_host

from battkomp.content.model import Moved
from battkomp.web.context import reading
from battkomp.web.languages import site_languages
from battkomp.web.sitemap import place_at

# RFC 3986, section 3.2.2, without what no host of ours could be.
_HOST = re.compile(r"([a-z0-9-]+\.)*[a-z0-9-]+\.?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.I)


def init_app(app: Flask) -> None:
    """Look at each address before any rule is asked."""
    app.before_request(escape_the_query)
    app.before_request(refuse_what_is_no_host)
    app.before_request(redirect_to_one_form)


def escape_the_query() -> None:
    """Escape what should have been escaped; Werkzeug fails at bytes that are no UTF-8."""
    if not request.query_string.isascii():
        request.query_string = quote(request.query_string, safe=bytes(range(128))).encode()


def refuse_what_is_no_host() -> None:
    """Refuse a request whose Host could not be part of an address."""
    if not _is_host(request.host):
        abort(400)


def may_be_named(trusted: Collection[str], host: str) -> bool:
    """Tell whether a request may name a host: as Flask does for pages, for those it does not see.

    :param trusted: the hosts that may be; none for any that is one.
    """
    try:
        named = get_host("http", host, trusted_hosts=trusted)
    except SecurityError:
        return False
    return _is_host(named)


def redirect_to_one_form() -> ResponseReturnValue | None:
    """Redirect to the one form of a page's address, in one step and for good, if this is another.

    `/no` and `/nn` stand for `/nb`; upper case, doubled and trailing slashes are mended where a
    page is found that way; and a phase may have moved.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    asked = _asked()
    path = one_form(asked)
    if path == asked and request.url_rule and "slug" not in (request.view_args or {}):
        return None  # it is the one form of a page that has not moved
    found = place_at(path)
    moved = _moved(path, found[1]["slug"]) if found and "slug" in found[1] else path
    is_renamed = site_languages().standing_for(_first_part(asked)) is not None
    target = moved or path
    if target == asked or not (is_renamed or (found and moved)):
        return None
    query = quote(request.query_string, safe="/?:@!$&()*+,;=-._~%")
    return redirect(quote(target) + (f"?{query}" if query else ""), 301)


def one_form(path: str) -> str:
    """Return the one form of an address."""
    path = re.sub("/{2,}", "/", path).lower()
    first = _first_part(path)
    language = site_languages().standing_for(first)
    if language is not None:
        path = f"/{language.tag}{path[1 + len(first) :]}"
    is_front_page = site_languages().find(path.strip("/")) is not None
    return path.rstrip("/") + "/" if is_front_page or path == "/" else path.rstrip("/")


def _asked() -> str:
    """Return the path as it was asked for; Flask takes doubled slashes off its beginning."""
    raw: str = request.environ["PATH_INFO"]
    return "/" + request.path if raw.startswith("//") else request.path


def _moved(path: str, slug: str) -> str | None:
    """Return the path of the phase that `slug` means in the path's language, or None."""
    g.language = site_languages().find(_first_part(path))
    found = reading().phase_at(slug)
    if found is None:
        return None
    return path.removesuffix(slug) + (found.slug if isinstance(found, Moved) else slug)


@lru_cache(maxsize=64)
def _is_host(name: str) -> bool:
    try:
        return _HOST.fullmatch(name) is not None and bool(get_current_url("http", name))
    except UnicodeError:  # "xn--" that stands for nothing
        return False


def _first_part(path: str) -> str:
    return path.lstrip("/").partition("/")[0].lower()
