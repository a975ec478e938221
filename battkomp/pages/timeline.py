"""The timeline: all events by year, and the drawing of them on an axis of time."""

from itertools import groupby
from typing import Any

from battkomp.data.datasets import dataset
from battkomp.pages.time_axis import draw
from battkomp.web.context import content
from battkomp.web.text_links import GlossaryLinks, unique_sources


def variables() -> dict[str, Any]:
    """Return the milestones of the project, around it, and since."""
    milestones = content().milestones
    return {
        "years": [
            (year, list(group)) for year, group in groupby(milestones, lambda one: one.on.year)
        ],
        "drawing": draw(content().phases, milestones),
        "references": unique_sources(milestones),
        "glossed": GlossaryLinks(content().term_forms),
        "dataset": dataset("timeline"),
    }
