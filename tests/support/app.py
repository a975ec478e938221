"""The site, whose workers name themselves and their modules, and misbehave if they are asked to."""

import os
import sys
import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response, make_response, request

from battkomp import create_app

app = create_app()
_site = app.wsgi_app


@app.before_request
def misbehave() -> Response | None:
    """Delay the answer (`delay`, in ms), fail (`fail`), or answer as a hotspot (`stranger`).

    With `modules`, the answer lists the modules that the worker has loaded.
    """
    time.sleep(request.args.get("delay", 0, type=int) / 1000)
    if "fail" in request.args:
        raise RuntimeError("asked to fail")
    if "modules" in request.args:
        return make_response(" ".join(sys.modules))
    if "stranger" in request.args:
        return make_response("<h1>Please sign in to this network</h1>")
    return None


def _with_worker(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Add the process id of the worker to each response, cached ones too, as `X-Worker`."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *rest)

    return _site(environ, start)


app.wsgi_app = _with_worker  # type: ignore[method-assign]
