"""Where a request that changes something was made: on this site, or on another's page.

The browser says so itself, so that no token is needed, and no cookie for it to be compared with.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request


def is_own(request: Request) -> bool:
    """Tell whether a request comes from this site, or from no page at all.

    `Sec-Fetch-Site` where the browser sends it (Fetch Metadata, W3C), or else `Origin` (RFC 6454,
    section 7). Programs that are no browsers send neither, and are nobody's browser to misuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or _host_of(origin) == request.host.lower()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
