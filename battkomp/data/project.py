"""Data sets of the project itself: its parts and the members of its board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _

from battkomp.content.knowledge import Source
from battkomp.content.model import Board, Phase, Seat
from battkomp.content.partial_dates import When
from battkomp.content.queries import Reading
from battkomp.data.columns import SOURCES, Column, coded, dates
from battkomp.data.models import Definition
from battkomp.web.sitemap import address


@dataclass(frozen=True)
class _SourcedPhase:
    phase: Phase
    sources: tuple[Source, ...]


def _phases(found: Reading) -> Iterator[_SourcedPhase]:
    sources = found.knowledge.sources_of_parts
    for phase in found.phases:
        yield _SourcedPhase(phase, sources.get(phase.number, ()))


def _when(day: date | None) -> When | None:
    return None if day is None else When.of(day.isoformat())


# The customer's text about the plans is not open data: see docs/decisions/0021-open-data.md.
PHASES = Definition(
    key="phases",
    scope=("phases.", "@phases"),
    about=_("The parts of the project: when each was launched, and what it became."),
    entries=_phases,
    identify=lambda one: str(one.phase.number),
    page=lambda _page, one: address(one.phase),
    columns=(
        Column("number", _("Number"), _("The number of the part."), lambda one: one.phase.number),
        Column("title", _("Title"), _("What the part is called."), lambda one: one.phase.title),
        coded(
            "status",
            _("Status"),
            _("How far the part is, on the day on which the file is made."),
            lambda one: one.phase.status,
        ),
        *dates(
            "launched",
            (_("Launched"), _("Launched, in words")),
            _("The day on which the part was launched, if it is known."),
            lambda one: _when(one.phase.launched_on),
        ),
        *dates(
            "handed_over",
            (_("Handed over"), _("Handed over, in words")),
            _("When the part was handed over, as precisely as that is known."),
            lambda one: one.phase.handed_over,
        ),
        Column(
            "became",
            _("What it became"),
            _("What the sources tell of what was done."),
            lambda one: one.phase.became,
        ),
        SOURCES,
    ),
)


@dataclass(frozen=True)
class _Member:
    seat: Seat
    board: Board


BOARD = Definition(
    key="board",
    scope=("board", "seats.", "@board"),
    about=_("The members of the project board, and what they represented."),
    entries=lambda found: (_Member(seat, found.board) for seat in found.board.seats),
    identify=lambda member: str(member.seat.key),
    page=lambda page, _member: page,
    columns=(
        Column("name", _("Name"), _("The member’s name."), lambda one: one.seat.person),
        Column(
            "represents",
            _("Represents"),
            _("What the member represented."),
            lambda one: one.seat.represents,
        ),
        Column(
            "organisations",
            _("Organisations"),
            _("The organisations that the member represented."),
            lambda one: tuple(str(body.name) for body in one.seat.organisations),
        ),
        Column(
            "first_year",
            _("From year"),
            _("The first year of which the list tells."),
            lambda one: one.board.as_of.first,
        ),
        Column(
            "last_year",
            _("To year"),
            _("The last year of which the list tells."),
            lambda one: one.board.as_of.last,
        ),
    ),
)
