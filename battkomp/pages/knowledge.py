"""What the project found, when, and what around it that tells of."""

from collections.abc import Iterable

from flask import Response

from battkomp.content.model import MilestoneKind
from battkomp.content.views import Milestone, Organisation
from battkomp.data import charts
from battkomp.data.datasets import dataset
from battkomp.pages.finding_groups import grouped
from battkomp.pages.timeline_axis import axis
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.citations import references
from battkomp.web.context import content
from battkomp.web.formats import sort_key
from battkomp.web.glossary_links import GlossaryLinks
from battkomp.web.labels import HEADINGS
from battkomp.web.languages import current_language
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("knowledge", __name__)


@bp.page("findings")
def findings() -> Response:
    """What each part found and recommends."""
    found = content()
    groups = grouped(found.findings, found.phases)
    return render(
        "pages/findings.html",
        location("findings"),
        page=found.page("findings"),
        groups=groups,
        by_key={one.key: one for one in found.findings},
        references=references(*(group.findings for group in groups)),
        glossed=GlossaryLinks(found.term_forms),
        dataset=dataset("findings"),
    )


@bp.page("timeline")
def timeline() -> Response:
    """What happened when."""
    found = content()
    milestones = found.milestones
    return render(
        "pages/timeline.html",
        location("timeline"),
        page=found.page("timeline"),
        glossed=GlossaryLinks(found.term_forms),
        milestones=milestones,
        axis=axis(found.phases, milestones),
        references=references(*_then_and_since(milestones)),
        dataset=dataset("timeline"),
    )


@bp.page("chain")
def chain() -> Response:
    """The steps from raw material to recycling, and who is at each."""
    found = content()
    return render(
        "pages/chain.html",
        location("chain"),
        page=found.page("chain"),
        glossed=GlossaryLinks(found.term_forms),
        dataset=dataset("chain"),
        steps=found.steps,
        since=found.since_of(one for step in found.steps for one in step.organisations),
        references=references(found.steps),
    )


@bp.page("figures")
def figures() -> Response:
    """The project's own figures, and apart from them those of others."""
    found, figures = content(), dataset("figures")
    own, others = charts.sections(found.charts, figures)
    return render(
        "pages/figures.html",
        location("figures"),
        page=found.page("figures"),
        glossed=GlossaryLinks(found.term_forms),
        own=own,
        others=others,
        dataset=figures,
    )


@bp.page("organisations")
def organisations() -> Response:
    """Who is named on the site, and what has happened to them since."""
    found = content()
    groups = _by_group(found.organisations)
    return render(
        "pages/organisations.html",
        location("organisations"),
        page=found.page("organisations"),
        glossed=GlossaryLinks(found.term_forms),
        groups=groups,
        since_of=found.since_of,
        references=references(*groups.values()),
        dataset=dataset("organisations"),
    )


def _by_group(organisations: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """Return the organisations of each group that has any, in alphabetical order."""
    key = sort_key(current_language())
    ordered = sorted(organisations, key=lambda one: key(one.name.value))
    groups = {name: [one for one in ordered if one.group == name] for name in HEADINGS["category"]}
    return {name: ours for name, ours in groups.items() if ours}


def _then_and_since(milestones: tuple[Milestone, ...]) -> tuple[list[Milestone], list[Milestone]]:
    """Return what happened in the project's time and what has since, as the timeline has them."""
    then = [one for one in milestones if one.kind is not MilestoneKind.SINCE]
    return then, [one for one in milestones if one.kind is MilestoneKind.SINCE]
