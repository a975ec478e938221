"""The least that a WSGI application can do: one answer, for whatever is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ANSWER = json.loads(Path(os.environ["CONSTANT_ANSWER"]).read_text())
_HEADERS = [(name, value) for name, value in _ANSWER["headers"]]
_BODY = [_ANSWER["body"].encode("latin-1")]


def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer."""
    start_response("200 OK", _HEADERS)
    return _BODY
