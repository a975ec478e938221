"""Data sets of the knowledge base: findings, timeline, value chain and figures."""

from __future__ import annotations

from operator import attrgetter

from flask_babel import lazy_gettext as _

from battkomp.content.views import Figure
from battkomp.data.columns import (
    AS_OF,
    BODY,
    PART,
    SOURCES,
    TITLE,
    Amount,
    Column,
    coded,
    dates,
    with_label,
)
from battkomp.data.models import Definition
from battkomp.web.formats import figure_sentence

PROJECT_NAME = "BattKOMP"  # owner of the project's own figures

FINDINGS = Definition(
    key="findings",
    about=_("What each part of the project found and recommends."),
    entries=lambda found: found.findings,
    columns=(
        TITLE,
        BODY,
        coded("group", _("Group"), _("What it is listed together with.")),
        PART,
        Column(
            "number",
            _("Number"),
            _("Its place in a list that is numbered, such as the ten points."),
        ),
        coded(
            "state",
            _("State"),
            _("Whether it is preliminary, confirmed, or replaced by another."),
        ),
        Column("replaced_by", _("Replaced by"), _("The key of the finding that holds instead.")),
        *AS_OF,
        SOURCES,
    ),
)

TIMELINE = Definition(
    key="timeline",
    about=_("What happened in the project, around it and since, in the order of time."),
    entries=lambda found: found.milestones,
    has_table=True,
    columns=(
        *dates(
            "date",
            (_("Date"), _("Date in words")),
            _("When it happened: a day, a month, a season or a year."),
            attrgetter("on"),
            in_table=True,
        ),
        TITLE,
        BODY,
        coded(
            "kind",
            _("Belongs to"),
            _("Whether it is a step of the project, or happened around it or since."),
            in_table=True,
        ),
        PART,
        SOURCES,
    ),
)

CHAIN = Definition(
    key="chain",
    about=_("The steps of the battery value chain, and who is named at each."),
    entries=lambda found: found.steps,
    has_table=True,
    columns=(
        TITLE,
        BODY,
        Column(
            "organisations",
            _("Organisations"),
            _("Those that the sources name there."),
            lambda step: tuple(str(one.name) for one in step.organisations),
            in_table=True,
        ),
        *AS_OF,
        SOURCES,
    ),
)


def _amount(figure: Figure) -> Amount:
    return Amount(figure.value, figure.unit, with_label("qualifier", figure.qualifier))


FIGURES = Definition(
    key="figures",
    about=_("The project’s own figures, and those of others with whose they are."),
    entries=lambda found: found.figures,
    has_table=True,
    columns=(
        Column("label", _("What is counted"), _("What the number counts."), in_table=True),
        Column(
            "value",
            _("Value"),
            _("The number alone, without its unit."),
            _amount,
            in_table=True,
        ),
        coded("unit", _("Unit"), _("What it is counted in.")),
        coded(
            "qualifier",
            _("Precision"),
            _("Whether the number is exact, about, at least, more than or up to."),
        ),
        Column("sentence", _("Sentence"), _("The figure in words."), figure_sentence),
        Column(
            "owner",
            _("Whose figure"),
            _("BattKOMP for the project’s own figures, or else who gave the figure."),
            lambda figure: figure.owner.name if figure.owner else PROJECT_NAME,
            in_table=True,
        ),
        PART,
        Column("chart", _("Chart"), _("The key of the chart in which the figure is drawn.")),
        *dates(
            "about",
            (_("About"), _("About, in words")),
            _("The time that the figure tells of, where that is another than “as of”."),
        ),
        *AS_OF,
        SOURCES,
    ),
)
