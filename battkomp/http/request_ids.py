"""Request ids: the same in the logs, in the headers of errors and on error pages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"

_ID = "battkomp.request_id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """Gives each request an id. Errors carry it, and are not stored by caches.

    :param behind_proxy: whether to use the `X-Request-ID` of a request. A client that connects
        directly must not choose the id.
    """

    def __init__(self, app: WSGIApplication, *, behind_proxy: bool) -> None:
        self._app = app
        self._behind_proxy = behind_proxy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._behind_proxy else ""
        if _WELL_FORMED.fullmatch(given):
            environ[_ID] = given
        own_id = request_id(environ)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            if status >= "400":
                names = {name.lower() for name, _ in headers}
                no_store = [] if "cache-control" in names else [("Cache-Control", "no-store")]
                headers = [*headers, *no_store, (HEADER, own_id)]
            return start_response(status, headers, *exc_info)

        return self._app(environ, start)


def request_id(environ: WSGIEnvironment) -> str:
    """Return the id of a request; assign a random one if it has none yet."""
    if _ID not in environ:
        environ[_ID] = f"{random.getrandbits(64):016x}"  # tells requests apart, and is no secret
    found: str = environ[_ID]
    return found
