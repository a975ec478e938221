"""Protection against cross-site request forgery, without tokens or cookies."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from battkomp.web.context import settings

_DEFAULT_PORTS = {"http": 80, "https": 443}

_Origin = tuple[str, str | None, int | None]


def is_same_origin(request: Request) -> bool:
    """Tell whether a request comes from a page of this site, or from no page.

    Browsers send `Sec-Fetch-Site` (W3C Fetch Metadata) or at least `Origin` (RFC 6454, section 7).
    Other clients send neither, and cannot be misused by another site.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # If BATTKOMP_PROXIES is too low, only the public URL has the right scheme.
    own = {_origin(url) for url in (request.host_url, settings().public_url) if url}
    return origin is None or _origin(origin) in own - {None}


def _origin(url: str) -> _Origin | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
