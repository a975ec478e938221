"""The first page of the desk: everything that waits."""

from __future__ import annotations

from flask import Response

from battkomp.desk.access import bp
from battkomp.desk.pages import render


@bp.get("")
def overview() -> Response:
    """Show what is to be done."""
    return render("desk/overview.html")
