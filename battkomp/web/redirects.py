"""Redirects from misspelt, outdated and mangled addresses to pages and files."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from flask import Response, make_response, redirect, request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from battkomp.languages import Language
from battkomp.spelling import alike, visible, without_accents
from battkomp.web.context import content
from battkomp.web.languages import language_at, site_languages

# Punctuation that follows an address in a text, and slashes.
_AFTER = " \t\r\n\u00a0/.,;:!?)]}>*_…\"'`´»«”“’‘›‹"
_INDEX = re.compile(r"(/index)?\.(html?|php)$|/index$")


def redirect_to_preferred_language() -> Response:
    """Redirect to the front page in the best language for the client.

    Caches must not store it, as it depends on the client.
    """
    language = site_languages().preferred(request.accept_languages)
    response = make_response(redirect(url_for("home.index", language=language.tag), 302))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def redirect_to_canonical() -> AnyResponse | None:
    """Redirect to the address of a page or file, in one step and permanently.

    It corrects the spelling of the language, of the rest, and of letters beyond ASCII; words of
    another language; and former slugs of phases. A spelling of `/` leads to a front page at once.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    asked = _requested_path()
    path = canonical_path(asked)
    if path == asked and request.url_rule and "slug" not in (request.view_args or {}):
        return None
    target = _present_address(path)
    if target is None or target == asked:
        return None
    if target == "/":
        return redirect_to_preferred_language()
    query = quote(request.query_string, safe="/?:@!$&()*+,;=-._~%")
    return redirect(target + (f"?{query}" if query else ""), 301)


def canonical_path(path: str) -> str:
    """Return the canonical spelling of a path."""
    plain = without_accents(alike(visible(unquote(path))).lower())
    bare = _INDEX.sub("", plain.rstrip(_AFTER)).rstrip("/")
    path = re.sub("/{2,}", "/", f"/{bare}")
    language = language_at(path)
    if language is None:
        return path
    rest = path.lstrip("/").partition("/")[2]
    return f"/{language.tag}/{rest}"


def _requested_path() -> str:
    """Return the path as it was requested, from a program that writes Latin-1 as well."""
    raw: str = request.environ["PATH_INFO"]
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw


def _present_address(path: str) -> str | None:
    """Return the address of the page or file at a path, in the language of the path, or None."""
    language = language_at(path)
    if language is None:
        return quote(path) if route_at(path) else None
    rest = path.removeprefix(f"/{language.tag}")
    others = (one for one in site_languages() if one != language)
    for named_in in (language, *others):
        found = route_at(f"/{named_in.tag}{rest}")
        if found is not None:
            return _in_language(*found, named_in, language)
    return None


def _in_language(
    endpoint: str, values: Mapping[str, Any], named_in: Language, language: Language
) -> str | None:
    """Return the address of a route in a language, or None if there is no phase with its slug."""
    own: dict[str, Any] = {"language": language.tag}
    if "slug" in values:
        phase = content().in_language(named_in.tag).phase_at(values["slug"])
        if phase is None:
            return None
        own["slug"] = content().in_language(language.tag).slug_of(phase)
    return url_for(endpoint, **{**values, **own})


def route_at(path: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return the endpoint of the page or file at a path with the arguments of its view, or None."""
    adapter = request_ctx.url_adapter
    if adapter is None:  # untrusted host
        return None
    try:
        return adapter.match(path, method="GET")
    except HTTPException:
        return None
