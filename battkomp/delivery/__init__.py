"""How bytes leave: fragments' addresses, static files, headers. Knows nothing of what they say."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from battkomp.delivery.fragments import FragmentAddresses
from battkomp.delivery.headers import SecurityHeaders
from battkomp.delivery.static import StaticFiles


def init_app(app: Flask, static: Path, *, development: bool) -> None:
    """Wrap the application: the last to be put on is the first to see a request."""
    files = StaticFiles(FragmentAddresses(app.wsgi_app), static, development=development)
    app.add_template_global(files.address, "static_address")
    app.add_template_global(files.has, "has_static")
    app.wsgi_app = SecurityHeaders(files)  # type: ignore[method-assign]  # Flask's documented way
