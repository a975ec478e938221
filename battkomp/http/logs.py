"""What the site says to its operator: on standard error, one JSON object a line.

Under `flask run` and the other commands, and in development, a person reads it: plain lines then.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator

from flask import Flask

from battkomp.http import request_ids
from battkomp.http.access_log import moment
from battkomp.settings import Settings

# What the privacy page promises and docs/operations.md sets the journal to.
KEPT_DAYS = 14

_LONGEST_EVENT = 1_000  # characters
_LONGEST_TRACEBACK = 16_000


class StandardError(logging.Handler):
    """Writes to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            text = self.format(record)
        except Exception:
            self.handleError(record)
        else:
            write(text)


class JsonLines(logging.Formatter):
    """Makes a record one JSON object, with what may be said of the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        environ = request_ids.current()
        said: dict[str, str] = {
            "time": moment(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage()[:_LONGEST_EVENT],
            "logger": record.name,
        }
        if environ is not None:
            said |= request_ids.about(environ)
        if record.exc_info and record.exc_info[1]:
            may_quote = getattr(record, "may_quote", False) or (
                environ is not None and request_ids.brought_text(environ)
            )
            said["exception"] = _told(record.exc_info[1], with_messages=not may_quote)
        # All but ASCII is escaped, and so is all that ends a line or moves a terminal.
        return json.dumps(said, separators=(",", ":"))


def init_app(app: Flask) -> None:
    """Set up what the site logs. What others in the process log for themselves is left alone.

    No `dictConfig`: it closes every handler in the process, the server's and the tests' too.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    own = logging.getLogger("battkomp")
    if own.level == logging.NOTSET:
        own.setLevel(logging.INFO)
    root = logging.getLogger()
    for logger in (own, root):
        for handler in [one for one in logger.handlers if isinstance(one, StandardError)]:
            logger.removeHandler(handler)
    handler = StandardError()
    if settings.development or os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        own.addHandler(handler)
    else:
        handler.setFormatter(JsonLines())
        root.addHandler(handler)


def write(text: str) -> None:
    """Write a line to standard error, in one piece. If nobody can take it, it is lost."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _told(error: BaseException, *, with_messages: bool) -> str:
    """Return where an exception came from, and what it said.

    :param with_messages: a message may quote what was sent. Then it is not to be told.
    """
    told = []
    for one in _causes(error):
        name = f"{type(one).__module__}.{type(one).__qualname__}"
        told += traceback.format_tb(one.__traceback__)
        told.append(f"{name}: {one}\n" if with_messages else f"{name}\n")
    return "".join(told)[-_LONGEST_TRACEBACK:]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception after those that led to it."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    yield from reversed(seen)
