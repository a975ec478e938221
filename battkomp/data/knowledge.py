"""The data sets of what the project found, when, and in what numbers."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from flask_babel import lazy_gettext

from battkomp.content.knowledge import Figure
from battkomp.data.columns import AS_OF, BODY, PART, SOURCES, TITLE, chosen, dates, plain
from battkomp.data.models import Amount, Shape, named
from battkomp.web.formats import figure_sentence

OWN = "BattKOMP"  # whose a figure is that is nobody else's


def anchored(page: str, entry: Any) -> str:
    """Return the address of an entry that its page shows under its key."""
    return f"{page}#{entry.key}"


FINDINGS = Shape(
    key="findings",
    scope=("findings.", "@findings"),
    about=lazy_gettext("What each part of the project found and recommends."),
    entries=lambda found: found.knowledge.findings,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        TITLE,
        BODY,
        chosen(
            "group",
            lazy_gettext("Group"),
            lazy_gettext("What it is listed together with."),
            lambda finding: finding.group.value,
        ),
        PART,
        plain(
            "number",
            lazy_gettext("Number"),
            lazy_gettext("Its place in a list that is numbered, such as the ten points."),
        ),
        chosen(
            "state",
            lazy_gettext("State"),
            lazy_gettext("Whether it is preliminary, confirmed, or replaced by another."),
            lambda finding: finding.state.value,
        ),
        plain(
            "replaced_by",
            lazy_gettext("Replaced by"),
            lazy_gettext("The key of the finding that holds instead."),
        ),
        *AS_OF,
        SOURCES,
    ),
)

TIMELINE = Shape(
    key="timeline",
    has_table=True,
    scope=("milestones.", "@milestones"),
    about=lazy_gettext("What happened in the project, around it and since, in the order of time."),
    entries=lambda found: found.knowledge.milestones,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        *dates(
            "date",
            (lazy_gettext("Date"), lazy_gettext("Date in words")),
            lazy_gettext("When it happened: a day, a month, a season or a year."),
            attrgetter("on"),
            in_table=True,
        ),
        TITLE,
        BODY,
        chosen(
            "kind",
            lazy_gettext("Belongs to"),
            lazy_gettext("Whether it is a step of the project, or happened around it or since."),
            lambda milestone: milestone.kind.value,
            in_table=True,
        ),
        PART,
        SOURCES,
    ),
)


def _value(figure: Figure) -> Amount:
    return Amount(figure.value, figure.unit, named("qualifier", figure.qualifier))


FIGURES = Shape(
    key="figures",
    has_table=True,
    scope=("figures.", "@figures"),
    about=lazy_gettext("The project’s own figures, and those of others with whose they are."),
    entries=lambda found: found.knowledge.figures,
    identify=attrgetter("key"),
    page=anchored,
    columns=(
        plain(
            "label",
            lazy_gettext("What is counted"),
            lazy_gettext("What the number counts."),
            in_table=True,
        ),
        plain(
            "value",
            lazy_gettext("Value"),
            lazy_gettext("The number alone, without its unit."),
            _value,
            in_table=True,
        ),
        chosen(
            "unit",
            lazy_gettext("Unit"),
            lazy_gettext("What it is counted in."),
            lambda figure: figure.unit.value,
        ),
        chosen(
            "qualifier",
            lazy_gettext("Precision"),
            lazy_gettext("Whether the number is exact, about, at least, more than or up to."),
            attrgetter("qualifier"),
        ),
        plain(
            "sentence",
            lazy_gettext("Sentence"),
            lazy_gettext("The figure in words."),
            figure_sentence,
        ),
        plain(
            "owner",
            lazy_gettext("Whose figure"),
            lazy_gettext("BattKOMP for the project’s own figures, or else who gave the figure."),
            lambda figure: figure.owner.name if figure.owner else OWN,
            in_table=True,
        ),
        PART,
        plain(
            "chart",
            lazy_gettext("Chart"),
            lazy_gettext("The key of the chart in which the figure is drawn."),
        ),
        *dates(
            "about",
            (lazy_gettext("About"), lazy_gettext("About, in words")),
            lazy_gettext("The time that the figure tells of, where that is another than “as of”."),
            attrgetter("about"),
        ),
        *AS_OF,
        SOURCES,
    ),
)
