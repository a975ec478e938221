"""The project board."""

from flask import Response

from battkomp.context import reading
from battkomp.navigation import location
from battkomp.rendering import render
from battkomp.site.localized import LocalizedBlueprint

bp = LocalizedBlueprint("board", __name__)


@bp.page("board")
def index() -> Response:
    """Who sits on the board, and what they represent."""
    found = reading()
    return render(
        "board/index.html", location("board"), page=found.page("board"), board=found.board
    )
