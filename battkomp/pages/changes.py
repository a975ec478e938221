"""The page of changes: the latest publications with the pages that they changed."""

from __future__ import annotations

from itertools import islice
from typing import Any

from battkomp.data.changes import LATEST, published_changes
from battkomp.web.context import content


def variables() -> dict[str, Any]:
    """Return the latest publications."""
    return {"changes": list(islice(published_changes(content()), LATEST))}
