"""The data sets of the project itself: its parts, and those on its board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext

from battkomp.content.knowledge import Source
from battkomp.content.model import Board, Phase, Seat
from battkomp.content.partial_dates import When
from battkomp.content.queries import Reading
from battkomp.data.columns import SOURCES, chosen, dates, plain
from battkomp.data.models import Shape
from battkomp.web.sitemap import address


@dataclass(frozen=True)
class _Part:
    """A part of the project with what is said of it here is based on."""

    phase: Phase
    sources: tuple[Source, ...]


def _parts(found: Reading) -> Iterator[_Part]:
    sources = found.knowledge.sources_of_parts
    for phase in found.phases:
        yield _Part(phase, sources.get(phase.number, ()))


def _when(day: date | None) -> When | None:
    return None if day is None else When.of(day.isoformat())


# What was planned is the customer's own text, which is not given away: see docs/decisions/0021.
PARTS = Shape(
    key="phases",
    scope=("phases.", "@phases"),
    about=lazy_gettext("The parts of the project: when each was launched, and what it became."),
    entries=_parts,
    identify=lambda part: str(part.phase.number),
    page=lambda _page, part: address(part.phase),
    columns=(
        plain(
            "number",
            lazy_gettext("Number"),
            lazy_gettext("The number of the part."),
            lambda part: part.phase.number,
        ),
        plain(
            "title",
            lazy_gettext("Title"),
            lazy_gettext("What the part is called."),
            lambda part: part.phase.title,
        ),
        chosen(
            "status",
            lazy_gettext("Status"),
            lazy_gettext("How far the part is, on the day on which the file is made."),
            lambda part: str(part.phase.status.value),
        ),
        *dates(
            "launched",
            (lazy_gettext("Launched"), lazy_gettext("Launched, in words")),
            lazy_gettext("The day on which the part was launched, if it is known."),
            lambda part: _when(part.phase.launched_on),
        ),
        *dates(
            "handed_over",
            (lazy_gettext("Handed over"), lazy_gettext("Handed over, in words")),
            lazy_gettext("When the part was handed over, as precisely as that is known."),
            lambda part: part.phase.handed_over,
        ),
        plain(
            "became",
            lazy_gettext("What it became"),
            lazy_gettext("What the sources tell of what was done."),
            lambda part: part.phase.became,
        ),
        SOURCES,
    ),
)


@dataclass(frozen=True)
class _Member:
    """A seat on the board, and the board."""

    seat: Seat
    board: Board


def _members(found: Reading) -> Iterator[_Member]:
    for seat in found.board.seats:
        yield _Member(seat, found.board)


BOARD = Shape(
    key="board",
    scope=("board", "seats.", "@board"),
    about=lazy_gettext("The members of the project board, and what they represented."),
    entries=_members,
    identify=lambda member: str(member.seat.key),
    page=lambda page, _member: page,
    columns=(
        plain(
            "name",
            lazy_gettext("Name"),
            lazy_gettext("The member’s name."),
            lambda one: one.seat.person,
        ),
        plain(
            "represents",
            lazy_gettext("Represents"),
            lazy_gettext("What the member represented."),
            lambda one: one.seat.represents,
        ),
        plain(
            "organisations",
            lazy_gettext("Organisations"),
            lazy_gettext("The organisations that the member represented."),
            lambda one: tuple(str(body.name) for body in one.seat.organisations),
        ),
        plain(
            "first_year",
            lazy_gettext("From year"),
            lazy_gettext("The first year of which the list tells."),
            lambda one: one.board.as_of.first,
        ),
        plain(
            "last_year",
            lazy_gettext("To year"),
            lazy_gettext("The last year of which the list tells."),
            lambda one: one.board.as_of.last,
        ),
    ),
)
