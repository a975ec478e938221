"""The shared caches in front of the site, told that its content has changed."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

# What every answer that is made from the content carries as its Surrogate-Key.
KEY = "content"
TIMEOUT = 5.0  # seconds for each step: to connect, and to be answered


@dataclass(frozen=True)
class Untold:
    """A cache that could not be told, and why."""

    cache: str
    reason: str


def purge(caches: Collection[str]) -> list[Untold]:
    """Tell shared caches that what they have of the content is outdated, all at the same time.

    It can be said any number of times: a cache then asks whether anything has changed, and sends
    nothing again that has not.

    :param caches: their addresses, such as `http://127.0.0.1:6081`.
    :returns: those that were not told.
    """
    if not caches:
        return []
    with ThreadPoolExecutor(min(len(caches), 32)) as pool:
        reasons = list(pool.map(_tell, caches))
    told = zip(caches, reasons, strict=True)
    return [Untold(cache, reason) for cache, reason in told if reason is not None]


def _tell(cache: str) -> str | None:
    """Tell one cache; return why that failed, or None."""
    parts = urlsplit(cache)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.netloc, timeout=TIMEOUT)
        try:
            connection.request("PURGE", "/", headers={"Surrogate-Key": KEY})
            answer = connection.getresponse()
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:  # the last if a name cannot be encoded
        return str(error) or type(error).__name__
    return None if answer.status == HTTPStatus.OK else f"it answered {answer.status}"
