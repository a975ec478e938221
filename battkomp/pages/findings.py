"""The page of findings."""

from flask import Response

from battkomp.data.datasets import dataset
from battkomp.pages.finding_groups import grouped
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import content
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.rendering import render_page

bp = LocalizedBlueprint("findings", __name__)


@bp.page()
def index() -> Response:
    """Show the findings and recommendations of each part of the project."""
    findings = content().findings
    groups = grouped(findings, content().phases)
    return render_page(
        "findings",
        groups=groups,
        by_key={one.key: one for one in findings},
        references=references(*(group.findings for group in groups)),
        glossed=GlossaryLinks(content().term_forms),
        dataset=dataset("findings"),
    )
