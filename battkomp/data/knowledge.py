"""Data sets of results and background: findings, timeline, value chain and figures."""

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
    about=_("Findings and recommendations from each part of the project."),
    entries=lambda found: found.findings,
    columns=(
        TITLE,
        BODY,
        coded("group", _("Group"), _("Needs, points, gaps, sprints or measures.")),
        PART,
        Column("number", _("Number"), _("Number in a numbered list, such as the ten points.")),
        coded("state", _("Status"), _("Preliminary or replaced. Empty for other findings.")),
        Column("replaced_by", _("Replaced by"), _("Key of the finding that replaces it.")),
        *AS_OF,
        SOURCES,
    ),
)

TIMELINE = Definition(
    key="timeline",
    about=_("Events in the project, its context and later developments, in chronological order."),
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
            "kind", _("Belongs to"), _("The project, context or since the project."), in_table=True
        ),
        PART,
        SOURCES,
    ),
)

CHAIN = Definition(
    key="chain",
    about=_("The steps of the battery value chain, with the organisations in each step."),
    entries=lambda found: found.steps,
    has_table=True,
    columns=(
        TITLE,
        BODY,
        Column(
            "organisations",
            _("Organisations"),
            _("Organisations that the sources name in this step."),
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
    about=_("Key figures from BattKOMP and from others, with sources."),
    entries=lambda found: found.figures,
    has_table=True,
    columns=(
        Column("label", _("Description"), _("What the number refers to."), in_table=True),
        Column("value", _("Value"), _("The number without its unit."), _amount, in_table=True),
        coded("unit", _("Unit"), _("Unit of the number.")),
        coded("qualifier", _("Precision"), _("Exactly, about, at least, more than or up to.")),
        Column("sentence", _("Sentence"), _("The figure in a sentence."), figure_sentence),
        Column(
            "owner",
            _("Source organisation"),
            _("BattKOMP, or the organisation that published the figure."),
            lambda figure: figure.owner.name if figure.owner else PROJECT_NAME,
            in_table=True,
        ),
        PART,
        Column("chart", _("Chart"), _("Key of the chart that shows the figure.")),
        *dates(
            "about",
            (_("Period"), _("Period, in words")),
            _("The period the figure refers to, if different from the date of information."),
        ),
        *AS_OF,
        SOURCES,
    ),
)
