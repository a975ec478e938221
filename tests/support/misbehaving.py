"""The site, which misbehaves if the query of a request asks for it."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from flask import Response, make_response, request

from battkomp import create_app
from battkomp.settings import from_environment

# Without a cache, each request reaches the application.
app = create_app(replace(from_environment(os.environ), cache_megabytes=0))


@app.before_request
def misbehave() -> Response | None:
    """Delay the answer (`delay`, in ms), fail (`fail`), or answer as a hotspot (`stranger`)."""
    time.sleep(request.args.get("delay", 0, type=int) / 1000)
    if "fail" in request.args:
        raise RuntimeError("asked to fail")
    if "stranger" in request.args:
        return make_response("<h1>Please sign in to this network</h1>")
    return None
