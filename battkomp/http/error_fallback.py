"""What is answered when everything else has failed, so that the server need not make up a 500."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from battkomp.http.request_ids import HEADER, answering, request_id
from battkomp.http.security_headers import SecurityHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Apology = Callable[[str, str], str]

_STATUS = "500 INTERNAL SERVER ERROR"
_UNQUOTED = {"may_quote": True}
_log = logging.getLogger(__name__)


class LastResort:
    """Answers in the place of an application that raises: what fails here, fails outside Flask.

    It is logged with the id that the answer names.

    :param apology: makes a page of HTML, given the path of the request and its id. It may fail.
    """

    def __init__(self, app: WSGIApplication, apology: Apology) -> None:
        self._app = app
        self._apology = apology
        self._own = SecurityHeaders(self._answer)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._app(environ, start_response)
        except Exception:
            with answering(environ):
                # Only what a header says can have led here, and an exception may quote it.
                _log.exception("Something failed outside the application", extra=_UNQUOTED)
                return self._own(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        failure = sys.exc_info()
        body = self._page(environ)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            (HEADER, request_id(environ)),
        ]
        # The answer that failed may have been begun (PEP 3333).
        start_response(_STATUS, headers, failure)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _page(self, environ: WSGIEnvironment) -> bytes:
        try:
            return self._apology(environ["PATH_INFO"], request_id(environ)).encode()
        except Exception:
            _log.exception("The page that says so could not be made")
            return b""
