"""The page of organisations."""

from collections.abc import Iterable

from flask import Response

from battkomp.content.views import Organisation
from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.formats import alphabetical
from battkomp.web.labels import HEADINGS
from battkomp.web.rendering import render_page
from battkomp.web.text_links import GlossaryLinks, references
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("organisations", __name__)


@bp.page()
def index() -> Response:
    """Show the organisations around the project, by group."""
    groups = _by_group(content().organisations)
    return render_page(
        "organisations",
        groups=groups,
        since_of=content().since_of,
        references=references(*groups.values()),
        glossed=GlossaryLinks(content().term_forms),
        dataset=dataset("organisations"),
    )


def _by_group(organisations: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """Return the organisations of each group, in alphabetical order. Empty groups are left out."""
    ordered = alphabetical(organisations, "name")
    groups = {name: [one for one in ordered if one.group == name] for name in HEADINGS["category"]}
    return {name: members for name, members in groups.items() if members}
