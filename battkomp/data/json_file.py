"""A data set as JSON (RFC 8259): the same keys in all languages, and the words of one."""

from __future__ import annotations

import json
from typing import Any

from battkomp.content.knowledge import Source
from battkomp.content.model import Text
from battkomp.data.licence import LICENCE
from battkomp.data.models import Dataset, Row, plain
from battkomp.web.context import public_url


def write(found: Dataset) -> bytes:
    """Return a data set as JSON in the language of the request, with its licence and sources."""
    changed_on = found.changed_on  # reads in one question what is asked for below
    whole = {
        "dataset": found.key,
        "title": str(found.title),
        "about": str(found.about),
        "language": found.language,
        "page": public_url(found.page),
        "licence": {
            "identifier": LICENCE.identifier,
            "name": LICENCE.name,
            "url": LICENCE.url,
            "attribution": f"BattKOMP, {public_url(found.page)}",
        },
        "as_of": plain(found.as_of),
        "changed_on": changed_on.isoformat(),
        "columns": [
            {"key": column.key, "label": str(column.label), "meaning": str(column.meaning)}
            for column in found.columns
        ],
        "sources": [_source(source) for source in found.sources],
        "rows": [_row(found, row) for row in found.rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def _row(found: Dataset, row: Row) -> dict[str, Any]:
    pairs = list(zip(found.columns, row.values, strict=True))
    others = {
        column.key: value.language
        for column, value in pairs
        if isinstance(value, Text) and value.is_fallback
    }
    described = {
        "key": row.key,
        **{column.key: plain(value) for column, value in pairs},
        "page": public_url(row.page),
    }
    return described | ({"languages": others} if others else {})


def _source(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "url": source.url,
        "publisher": source.publisher,
        "published": plain(source.published),
        "language": source.language,
        "title": str(source.title),
    }
