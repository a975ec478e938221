"""What is searched in the edition, by a few lines of JavaScript: a file for each language."""

from __future__ import annotations

import json

from flask import current_app, request

from battkomp.pages.search import address, kind
from battkomp.web.context import reading
from battkomp.web.languages import current_language, site_languages


def files() -> dict[str, bytes]:
    """Return the index of each language, by the path of its file."""
    made = {}
    for language in site_languages():
        asked = current_app.test_request_context(f"/{language.tag}/", base_url=request.host_url)
        with current_app.app_context(), asked:  # what is kept in `g` is of one language
            made[f"{language.tag}/search-index.json"] = _content()
    return made


def _content() -> bytes:
    language = current_language()
    entries = [
        {
            "subject": hit.subject,
            "kind": kind(hit),
            "href": address(hit, language),
            "title": "".join(piece.text for piece in hit.title),
            "text": "".join(piece.text for piece in hit.snippet),
            "also": f" {also}",
        }
        for hit, also in reading().index.entries
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
