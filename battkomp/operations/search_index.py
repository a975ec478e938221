"""The search index of the static site: one JSON file for each language, searched by the browser."""

from __future__ import annotations

import json
from functools import partial

from sqlite_utils import Database

from battkomp.content.search import engine
from battkomp.pages.search import address, kind
from battkomp.web.languages import current_language
from battkomp.web.static_fallbacks import in_each_language


def files(db: Database) -> dict[str, bytes]:
    """Return the index of each language, by the path of its file."""
    return {
        f"{language.tag}/search-index.json": index
        for language, index in in_each_language(partial(_index, db)).items()
    }


def _index(db: Database) -> bytes:
    language = current_language()
    entries = [
        {
            "subject": hit.subject,
            "kind": kind(hit),
            "href": address(hit, language),
            "title": hit.title,
            "text": hit.snippet,
            "also": f" {also}",
        }
        for hit, also in engine.everything(db, language.tag)
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
