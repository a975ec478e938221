"""Logs as JSON lines on standard error, and the parts of a request that they may hold."""

import contextlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, has_request_context, request

from battkomp.http.layers import Headers, request_id
from battkomp.settings import Settings

_MAX_PATH = 200  # characters, before escaping
_MAX_METHOD = 20
_SAFE = "/:@!$&'()*+,;=-._~"  # not escaped in a path (RFC 3986, section 3.3)


def loggable(environ: Mapping[str, Any]) -> dict[str, str]:
    """Return the method and path of a request, in printable ASCII and cut to a length."""
    return {
        "method": _escaped(environ["REQUEST_METHOD"], _MAX_METHOD),
        "path": _escaped(environ.get("PATH_INFO", ""), _MAX_PATH),
    }


def carries_text(environ: Mapping[str, Any]) -> bool:
    """Return whether a request has a query or a body, which a person may have written."""
    return bool(
        environ.get("QUERY_STRING")
        or environ.get("CONTENT_LENGTH", "0") not in ("", "0")
        or "HTTP_TRANSFER_ENCODING" in environ
    )


def network(address: str) -> str | None:
    """Return the network of an IP address, or None if it is not one.

    IPv4 addresses are cut to 24 bits and IPv6 addresses to 48, too few to identify a person.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None
    found = getattr(found, "ipv4_mapped", None) or found
    length = 24 if found.version == 4 else 48
    return str(ip_network((found.packed, length), strict=False))


def network_of_request() -> str:
    """Return the network of the present request, or "" in a command or without an IP address."""
    address = request.remote_addr if has_request_context() else None
    return network(address or "") or ""


def _escaped(text: str, max_length: int) -> str:
    """Return WSGI text (one character per byte) percent-encoded and cut to a length."""
    escaped = quote(text[:max_length], safe=_SAFE, encoding="latin-1", errors="replace")
    return escaped if len(text) <= max_length else escaped + "..."


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
            write(self.format(record))
        except Exception:
            self.handleError(record)


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON, with the id, method and path of the current request.

    A record may have the attributes `environ` (the request, outside Flask's request context) and
    `hide_message` (to log an exception without its message).
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        environ = getattr(record, "environ", None)
        if environ is None and has_request_context():
            environ = request.environ
        fields = {}
        if record.exc_info and record.exc_info[1]:
            # A message may quote the text that a request carries.
            hidden = getattr(record, "hide_message", False) or (
                environ is not None and carries_text(environ)
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

        def start(new_status: str, headers: Headers, *exc_info: Any) -> Any:
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
    """
    stamp = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    line: dict[str, Any] = {
        "time": stamp.replace("+00:00", "Z"),
        "level": level,
        "event": event,
        "logger": logger,
    }
    if environ is not None:
        line |= {"request_id": request_id(environ), **loggable(environ)}
    return _encode(line | fields)


def _formatted(error: BaseException, *, with_messages: bool) -> str:
    """Return the traceback of an exception, after those of the exceptions that led to it."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.insert(0, cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    lines = []
    for one in chain:
        name = f"{type(one).__module__}.{type(one).__qualname__}"
        lines += traceback.format_tb(one.__traceback__)
        lines.append(f"{name}: {one}\n" if with_messages else f"{name}\n")
    return "".join(lines)[-_MAX_TRACEBACK:]
