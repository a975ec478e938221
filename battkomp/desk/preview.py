"""The site with a set of changes, for people at the desk and for readers with a link."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from battkomp.web.context import live_content

_OWN = ("/desk", "/static/", "/healthz", "/readyz")  # paths that are no preview


def show_set() -> ResponseReturnValue | None:
    """Have a page of the site show the set that the session previews."""
    if request.path.startswith(_OWN) or live_content().is_preview:  # as in the render check
        return None
    abort(404)
