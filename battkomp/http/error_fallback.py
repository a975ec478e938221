"""The last error handler: a 500 page for exceptions raised outside Flask."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from battkomp.http.request_ids import request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ErrorPage = Callable[[str, str], str]

_log = logging.getLogger(__name__)


class ErrorFallback:
    """Catches exceptions raised outside Flask, logs them and returns a 500 page.

    :param error_page: returns HTML, given the path of the request and its id. If it raises too, the
        response has no body.
    """

    def __init__(self, app: WSGIApplication, error_page: ErrorPage) -> None:
        self._app = app
        self._error_page = error_page

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._app(environ, start_response)
        except Exception:
            # The exception comes from reading a header, and its message may quote it.
            about = {"environ": environ, "hide_message": True}
            _log.exception("Something failed outside the application", extra=about)
            body = self._page(environ)
            headers = [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
            ]
            # With exc_info, this may follow another call (PEP 3333).
            start_response("500 INTERNAL SERVER ERROR", headers, sys.exc_info())
            return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _page(self, environ: WSGIEnvironment) -> bytes:
        try:
            return self._error_page(environ["PATH_INFO"], request_id(environ)).encode()
        except Exception:
            _log.exception("The page that says so could not be made", extra={"environ": environ})
            return b""
