"""Who is who among requests: an id for each, and what a log may say of one.

A log never says more than this: no query, no header, nothing that was written into a form, and of
the address of whoever asks only the network.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
_ID = "battkomp.request_id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_LONGEST_PATH = 200  # characters, before they are escaped
_LONGEST_METHOD = 20
_AS_IS = "/:@!$&'()*+,;=-._~"  # RFC 3986, section 3.3
_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*")

_KEPT_BITS = {4: 24, 6: 48}  # of an address, by its version

_current: ContextVar[WSGIEnvironment | None] = ContextVar("request", default=None)


class RequestIds:
    """Gives each request an id, and says it in the answer if that is an error."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        own = (HEADER, request_id(environ))

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            is_error = status >= "400"
            return start_response(status, [*headers, own] if is_error else headers, *rest)

        with answering(environ):
            return self._app(environ, start)


def request_id(environ: WSGIEnvironment) -> str:
    """Return the id of a request; the first to ask gives it one.

    A proxy may have given it one already; what a stranger says is not let through to here.
    """
    found: str | None = environ.get(_ID)
    if found is None:
        said = environ.get("HTTP_X_REQUEST_ID", "")
        # It tells requests apart, and is no secret.
        found = said if _WELL_FORMED.fullmatch(said) else f"{random.getrandbits(64):016x}"
        environ[_ID] = found
    return found


@contextmanager
def answering(environ: WSGIEnvironment) -> Iterator[None]:
    """Let `current` know that this thread is answering a request, until the end of the block."""
    token = _current.set(environ)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> WSGIEnvironment | None:
    """Return the request that this thread is answering, or None."""
    return _current.get()


def about(environ: WSGIEnvironment) -> dict[str, str]:
    """Return what a log may say of a request, but for who sent it. It is all ASCII."""
    return {
        "request_id": request_id(environ),
        "method": _safe(environ["REQUEST_METHOD"], _LONGEST_METHOD),
        "path": _safe(environ.get("PATH_INFO", ""), _LONGEST_PATH),
    }


def brought_text(environ: Mapping[str, Any]) -> bool:
    """Tell whether a request has text in it that somebody may have written: a query or a body."""
    return bool(
        environ.get("QUERY_STRING")
        or environ.get("CONTENT_LENGTH", "0") not in ("", "0")
        or "HTTP_TRANSFER_ENCODING" in environ
    )


@lru_cache(maxsize=1024)
def network(address: str) -> str | None:
    """Return the network that an address is in, too large to point at anybody, or None.

    It is what comes of cutting an IPv4 address to 24 bits, and an IPv6 address to 48.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    kept = _KEPT_BITS[found.version]
    rest = found.max_prefixlen - kept
    return f"{type(found)(int(found) >> rest << rest)}/{kept}"


def _safe(text: str, longest: int) -> str:
    """Return text in the letters that an address has, and not all of it if it is very long.

    :param text: as WSGI has it, a character for each byte.
    """
    shown = text[:longest]
    if _PLAIN.fullmatch(shown) is None:
        shown = quote(shown, safe=_AS_IS, encoding="latin-1", errors="replace")
    return shown if len(text) <= longest else shown + "..."
