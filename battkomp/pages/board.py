"""The project board."""

from flask import Response

from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import content
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("board", __name__)


@bp.page("board")
def index() -> Response:
    """Who sits on the board, and what they represent."""
    found = content()
    return render(
        "pages/board.html",
        location("board"),
        page=found.page("board"),
        board=found.board,
        seats=found.seats,
        organisations=found.board_organisations,
    )
