"""Parts of a file: which of its bytes are asked for, and what is said where there are none.

RFC 9110, sections 14.1.2 and 14.2. Who asks for several parts is given the whole, as is who asks
in a way that the grammar does not know.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from battkomp.http.request_ids import HEADER, request_id
from battkomp.http.security_headers import SecurityHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# What an answer says of itself that has parts (RFC 9110, section 14.3).
HAS_PARTS = ("Accept-Ranges", "bytes")

_ONE = re.compile(r"bytes=[ \t]*(?:([0-9]+)-([0-9]*)|-([0-9]+))[ \t]*", re.IGNORECASE)
_DIGITS = 18  # no file has as many bytes; and Python refuses to read numbers of very many


def part_asked_for(environ: WSGIEnvironment, size: int) -> range | None:
    """Return the bytes that a request asks for, of so many; none if they are not there.

    None if it is to be given the whole. That may always be given, and is where a part is asked for
    only if nothing has changed (section 13.1.5): we need no strong validator then.
    """
    asked = environ.get("HTTP_RANGE")
    if asked is None or environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_RANGE" in environ:
        return None
    found = _ONE.fullmatch(asked)
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        return range(max(size - _number(suffix), 0), size)
    if last and _number(last) < _number(first):
        return None
    end = min(_number(last) + 1, size) if last else size
    return range(_number(first), end)


def say_part(part: range, size: int) -> list[tuple[str, str]]:
    """Return the headers that say which part of a file it is."""
    place = f"bytes {part.start}-{part.stop - 1}/{size}"
    return [("Content-Range", place), ("Content-Length", str(len(part)))]


def refuse(size: int, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer that the file has no such part, and how long it is."""
    return SecurityHeaders(partial(_refuse, size))(environ, start_response)


def _refuse(size: int, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("Content-Range", f"bytes */{size}"),
        ("Content-Length", "0"),
        ("Cache-Control", "no-store"),
        (HEADER, request_id(environ)),
    ]
    start_response("416 RANGE NOT SATISFIABLE", headers)
    return []


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _DIGITS else sys.maxsize
