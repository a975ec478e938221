"""The page of changes, and the history of each page."""

from __future__ import annotations

from typing import Any

from battkomp.data import changes
from battkomp.web.context import content
from battkomp.web.languages import current_language


def variables() -> dict[str, Any]:
    """Return the latest publications with the pages that they changed."""
    return {"changes": changes.changes(content(), current_language())}
