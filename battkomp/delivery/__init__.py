"""How bytes leave: fragments' addresses, static files, headers. Knows nothing of what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from battkomp.delivery.access import AccessLog, Write
from battkomp.delivery.fragments import FragmentAddresses
from battkomp.delivery.headers import SecurityHeaders
from battkomp.delivery.requests import RequestIds
from battkomp.delivery.static import StaticFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def init_app(app: Flask, static: Path, *, development: bool, log: Write | None = None) -> None:
    """Wrap the application: the last to be put on is the first to see a request.

    :param log: takes the lines of the access log; None for no such log.
    """
    pages = RequestIds(FragmentAddresses(app.wsgi_app))
    files = StaticFiles(pages, static, development=development)
    app.add_template_global(files.address, "static_address")
    app.add_template_global(files.has, "has_static")
    answers: WSGIApplication = SecurityHeaders(files)
    if log is not None:
        answers = AccessLog(answers, log)
    app.wsgi_app = answers  # type: ignore[method-assign, assignment]  # Flask's documented way
