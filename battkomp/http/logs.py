"""Logging to standard error: one JSON object per line, without anything that visitors wrote.

In development, and for commands such as `flask run`, lines are plain text.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request

from battkomp.http import privacy
from battkomp.http.request_ids import request_id
from battkomp.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The privacy page promises this, and docs/operations.md sets the journal to it.
KEPT_DAYS = 14

_MAX_EVENT = 1_000  # characters
_MAX_TRACEBACK = 16_000

_encode = json.JSONEncoder(separators=(",", ":")).encode  # escapes all control characters


class StandardErrorHandler(logging.Handler):
    """Writes records to `sys.stderr`."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            line = self.format(record)
        except Exception:
            self.handleError(record)
        else:
            write(line)


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON, with the id, method and path of the current request.

    A record may have the attributes `environ` (the request, outside Flask's request context) and
    `hide_message` (to log an exception without its message).
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        environ = getattr(record, "environ", None) or _current_environ()
        fields = {}
        if record.exc_info and record.exc_info[1]:
            # A message may quote the text that a request carries.
            hidden = getattr(record, "hide_message", False) or (
                environ is not None and privacy.carries_text(environ)
            )
            fields["exception"] = _formatted(record.exc_info[1], with_messages=not hidden)
        level, event = record.levelname.lower(), record.getMessage()[:_MAX_EVENT]
        return json_line(record.created, level, event, record.name, environ, **fields)


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
                "client": privacy.network(environ.get("REMOTE_ADDR", "")),
            }
            line = json_line(time.time(), "info", "request", "battkomp.access", environ, **fields)
            write(line)


def init_app(app: Flask) -> None:
    """Configure logging for the process; a second call replaces the first.

    `logging.config` is not used: it would close the handlers of the server and of the tests.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    own, root = logging.getLogger("battkomp"), logging.getLogger()
    if own.level == logging.NOTSET:
        own.setLevel(logging.INFO)
    for logger in (own, root):
        for handler in [one for one in logger.handlers if isinstance(one, StandardErrorHandler)]:
            logger.removeHandler(handler)
    handler = StandardErrorHandler()
    if settings.development or os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        own.addHandler(handler)
    else:
        handler.setFormatter(JsonFormatter())
        root.addHandler(handler)


def write(line: str) -> None:
    """Write a line to `sys.stderr`, or drop it: a full disk must not fail a request."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def json_line(
    seconds: float,
    level: str,
    event: str,
    logger: str,
    environ: WSGIEnvironment | None,
    **fields: Any,
) -> str:
    """Return a line of the log in ASCII.

    :param seconds: the time, in seconds since 1970.
    :param environ: the request that the line is about, if any.
    :param fields: further members of the JSON object.
    """
    stamp = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    line: dict[str, Any] = {
        "time": stamp.replace("+00:00", "Z"),
        "level": level,
        "event": event,
        "logger": logger,
    }
    if environ is not None:
        line |= {"request_id": request_id(environ), **privacy.loggable(environ)}
    return _encode(line | fields)


def _current_environ() -> WSGIEnvironment | None:
    return request.environ if has_request_context() else None


def _formatted(error: BaseException, *, with_messages: bool) -> str:
    """Return the traceback of an exception and of those that led to it."""
    lines = []
    for one in _chain(error):
        name = f"{type(one).__module__}.{type(one).__qualname__}"
        lines += traceback.format_tb(one.__traceback__)
        lines.append(f"{name}: {one}\n" if with_messages else f"{name}\n")
    return "".join(lines)[-_MAX_TRACEBACK:]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the exceptions that led to one, and then that one."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    yield from reversed(seen)
