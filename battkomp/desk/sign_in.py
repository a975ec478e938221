"""Signing in with a passkey."""

from __future__ import annotations

from flask import Response

from battkomp.desk.access import bp
from battkomp.desk.pages import render


@bp.get("/sign-in")
def sign_in() -> Response:
    """Show the button to sign in."""
    return render("desk/sign_in.html")
