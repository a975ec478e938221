"""Data sets of the project itself: its parts and the members of its board."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _

from battkomp.content.model import PartialDate
from battkomp.data.columns import SOURCES, Column, coded, dates
from battkomp.data.models import Definition
from battkomp.web.context import content
from battkomp.web.sitemap import address


def _when(day: date | None) -> PartialDate | None:
    return None if day is None else PartialDate.of(day.isoformat())


# The customer's text about the plans is not open data: see docs/decisions/0021-open-data.md.
PHASES = Definition(
    key="phases",
    about=_("The parts of the project: when each was launched, and what it became."),
    entries=lambda found: found.phases,
    identify=lambda one: str(one.number),
    page=lambda _page, one: address(one),
    columns=(
        Column("number", _("Number"), _("The number of the part.")),
        Column("title", _("Title"), _("What the part is called.")),
        coded(
            "status",
            _("Status"),
            _("How far the part is, on the day on which the file is made."),
        ),
        *dates(
            "launched",
            (_("Launched"), _("Launched, in words")),
            _("The day on which the part was launched, if it is known."),
            lambda one: _when(one.launched_on),
        ),
        *dates(
            "handed_over",
            (_("Handed over"), _("Handed over, in words")),
            _("When the part was handed over, as precisely as that is known."),
        ),
        Column(
            "became",
            _("What it became"),
            _("What the sources tell of what was done."),
        ),
        SOURCES,
    ),
)


BOARD = Definition(
    key="board",
    about=_("The members of the project board, and what they represented."),
    entries=lambda found: found.seats,
    page=lambda page, _member: page,
    columns=(
        Column("name", _("Name"), _("The member’s name."), lambda one: one.person.name),
        Column(
            "represents",
            _("Represents"),
            _("What the member represented."),
        ),
        Column(
            "organisations",
            _("Organisations"),
            _("The organisations that the member represented."),
            lambda one: tuple(str(body.name) for body in one.organisations),
        ),
        Column(
            "first_year",
            _("From year"),
            _("The first year of which the list tells."),
            lambda _seat: content().board.first_year,
        ),
        Column(
            "last_year",
            _("To year"),
            _("The last year of which the list tells."),
            lambda _seat: content().board.last_year,
        ),
    ),
)
