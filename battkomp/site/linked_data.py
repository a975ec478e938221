"""What pages say to machines, in the words of schema.org (JSON-LD)."""

from __future__ import annotations

from typing import Any

from battkomp.content.model import Board, Organisation, Seat
from battkomp.context import public_url
from battkomp.languages import current_language
from battkomp.navigation import location


def project(board: Board) -> dict[str, Any]:
    """Describe the project and those who sit on its board."""
    return {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": "BattKOMP",
        "url": public_url(location("home").address(current_language())),
        "member": [_member(seat) for seat in board.seats],
    }


def _member(seat: Seat) -> dict[str, Any]:
    return {
        "@type": "Person",
        "name": seat.person,
        "description": str(seat.represents),
        "affiliation": [_organisation(one) for one in seat.organisations],
    }


def _organisation(organisation: Organisation) -> dict[str, Any]:
    described = {"@type": "Organization", "name": str(organisation.name)}
    if organisation.website is not None:
        described["url"] = organisation.website
    return described
