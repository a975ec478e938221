"""The page of the project board."""

from flask import Response

from battkomp.web.context import content
from battkomp.web.rendering import render_page
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("board", __name__)


@bp.page()
def index() -> Response:
    """Show the members of the board, and the organisations that they represent."""
    found = content()
    return render_page(
        "board", board=found.board, seats=found.seats, organisations=found.board_organisations
    )
