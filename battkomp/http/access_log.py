"""The access log: one line per request, if `BATTKOMP_ACCESS_LOG` is set."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from battkomp.http import logs
from battkomp.http.privacy import network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class AccessLog:
    """Logs the status, size and duration of each response, and the network of its client.

    It does not use `logging`: a record takes as long as a cached page.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        status = "500"  # sent by the server if the application raises
        body: list[bytes] = []

        def start(new_status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            nonlocal status
            status = new_status
            return start_response(new_status, headers, *exc_info)

        try:
            body = list(self._app(environ, start))
            return body
        finally:
            fields = {
                "status": int(status[:3]),
                "bytes": sum(map(len, body)),
                "ms": round((time.perf_counter() - started) * 1000, 3),
                "client": network(environ.get("REMOTE_ADDR", "")),
            }
            line = logs.json_line(
                time.time(), "info", "request", "battkomp.access", environ, **fields
            )
            logs.write(line)
