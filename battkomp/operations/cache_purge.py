"""Purge the shared caches in front of the site when its content has changed."""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from battkomp.content import snapshot

KEY = "content"  # the Surrogate-Key of every answer made from the content
TIMEOUT = 5.0  # seconds to connect, and seconds to wait for the answer
_AT_ONCE = 32


def purge(caches: Collection[str]) -> dict[str, str]:
    """Send PURGE to all caches at once; return the reason of each failure by the cache's address.

    A purge does no harm if nothing has changed: the cache asks the site again, which answers 304.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        reasons = list(pool.map(_purge, caches))
    return {cache: reason for cache, reason in zip(caches, reasons, strict=True) if reason}


def purge_changed(caches: Collection[str]) -> dict[str, str]:
    """Purge all caches after a change of the content, as `purge` does."""
    # A cache that was purged before every worker has the new content would store the old again.
    time.sleep(snapshot.CHECK_AFTER)
    return purge(caches)


def _purge(cache: str) -> str | None:
    """Purge one cache; return the reason for a failure, or None."""
    parts = urlsplit(cache)
    connection_type = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        with closing(connection_type(parts.netloc, timeout=TIMEOUT)) as connection:
            connection.request("PURGE", "/", headers={"Surrogate-Key": KEY})
            status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:  # ValueError: an invalid host name
        return str(error) or type(error).__name__
    return None if status == HTTPStatus.OK else f"it answered {status}"
