"""Finished responses: complete, in one content coding, and ready to be sent many times."""

import gzip
import math
import re
import sys
from functools import lru_cache, partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from werkzeug.datastructures import Accept
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_accept_header, parse_range_header
from werkzeug.wrappers import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


# In order of preference where a client accepts several equally: the smallest first.
CODINGS = ("br", "zstd", "gzip")

_MIN_SIZE = 200  # bytes; compression makes shorter bodies longer
_TEXT = re.compile(r"text/|application/(json|xml|javascript)|[\w./-]+\+(xml|json)")
# The headers that make a request conditional or partial (RFC 9110, sections 13.1 and 14.2), without
# If-Match: it protects changes, and no GET makes one.
CONDITIONS = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"}
)


class FinishedResponse:
    """A response that can be sent to every client that accepts its coding.

    :param response: is not changed afterwards.
    """

    def __init__(self, response: Response) -> None:
        self._status = response.status
        self._headers = response.headers.to_wsgi_list()
        self._body = response.get_data()
        self._accepts_ranges = response.accept_ranges == "bytes"
        self.is_shareable = is_shareable(response)
        # In seconds since 1970.
        self.expires_at = response.expires.timestamp() if response.expires else math.inf

    @property
    def size(self) -> int:
        """An estimate of the memory that this takes, in bytes."""
        return len(self._body) + 4096

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer a GET or HEAD request, with 304, 206 or 416 if its conditions say so."""
        selected = None if CONDITIONS.isdisjoint(environ) else self._selected(environ)
        if selected is not None:
            return list(selected(environ, start_response))
        start_response(self._status, self._headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._body]

    def _selected(self, environ: WSGIEnvironment) -> WSGIApplication | None:
        """Return the response that the conditions of a request select, or None for this one."""
        response = Response(self._body, self._status, self._headers)
        asked = {name: environ[name] for name in CONDITIONS & environ.keys()}
        is_range = self._accepts_ranges and _is_single_range(environ)
        try:
            response.make_conditional(
                asked | {"REQUEST_METHOD": environ["REQUEST_METHOD"]}, is_range, len(self._body)
            )
        except RequestedRangeNotSatisfiable as error:
            return error
        except OverflowError:  # from a date with a year or time zone of very many digits
            return None
        return None if response.status == self._status else response


def fetch(app: WSGIApplication, environ: WSGIEnvironment, coding: str | None) -> FinishedResponse:
    """Return the response of an application, compressed and with an `ETag` if it is shareable.

    The body is read to its end, so that a slow client does not occupy a thread.

    :param coding: the content coding that the client accepts, if any.
    """
    response = Response.from_app(app, environ, buffered=True)
    if is_shareable(response):
        # Weak, since it is the same for all codings (RFC 9110, section 8.8.1).
        response.add_etag(overwrite=True, weak=True)
    compress(response, coding)
    response.content_length = len(response.get_data())
    return FinishedResponse(response)


def _is_single_range(environ: WSGIEnvironment) -> bool:
    """Return whether a request is for one range of bytes; others get the full response (200)."""
    wanted = parse_range_header(environ.get("HTTP_RANGE"))
    return (
        environ["REQUEST_METHOD"] == "GET"
        and wanted is not None
        and wanted.units == "bytes"
        and len(wanted.ranges) == 1
    )


def is_shareable(response: Response) -> bool:
    """Return whether a shared cache may store a response (RFC 9111, section 3)."""
    control = response.cache_control
    return (
        response.status_code == 200
        and bool(control.public)
        and not control.private
        and not control.no_store
        and "Set-Cookie" not in response.headers
        and response.vary.as_set() <= {"accept-encoding"}
    )


@lru_cache(maxsize=64)  # parsing takes as long as sending a cached page
def negotiate(accept_encoding: str) -> str | None:
    """Return the coding for a request with this `Accept-Encoding`, or None for no compression."""
    accepted = parse_accept_header(accept_encoding, Accept)
    best = max(CODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else None


def compress(response: Response, coding: str | None) -> None:
    """Compress a response in place if it is text. Set `Vary` if it is, compressed or not."""
    body = response.get_data()
    is_text = _TEXT.match(response.mimetype or "") and not response.content_encoding
    if not is_text or len(body) < _MIN_SIZE:
        return
    response.vary.add("Accept-Encoding")
    if coding:
        is_static = bool(response.cache_control.immutable)
        response.set_data(_encode_once(body, coding) if is_static else _encode(body, coding))
        response.content_encoding = coding


def _encode(body: bytes, coding: str, *, thoroughly: bool = False) -> bytes:
    """Compress a body: quickly, a page in 0.3 ms, or thoroughly, a style sheet in 60 ms."""
    if coding == "br":
        return bytes(brotli.compress(body, brotli.MODE_TEXT, quality=11 if thoroughly else 5))
    if coding == "zstd":
        return zstd.compress(body, 19 if thoroughly else 6)
    return gzip.compress(body, 9 if thoroughly else 6, mtime=0)


_encode_once = lru_cache(maxsize=32)(partial(_encode, thoroughly=True))
