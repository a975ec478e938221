"""What an answer depends on, and so by what it is known among those that are kept.

Whatever else a request says, it makes no new entry: or anybody could fill the room.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from battkomp.http.static_files import PREFIX as FILES
from battkomp.http.static_files import IsHost

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Key = tuple[str, str, str, str]
Parameters = Callable[[str], Collection[str]]

READING = ("GET", "HEAD")

_LONGEST = 500  # characters of a host and an address that are worth keeping


class Keys:
    """Finds the key of a request. A file depends on its path alone, and on the scheme.

    :param parameters: says, of a path, which parameters of the query its answer depends on.
    :param is_host: tells whether a request may name this host.
    :param by_host: whether answers depend on the host.
    """

    def __init__(self, parameters: Parameters, is_host: IsHost, *, by_host: bool) -> None:
        self._parameters = parameters
        self._is_host = lru_cache(maxsize=64)(is_host)  # few, as strangers' can be long
        self._by_host = by_host

    def of(self, environ: WSGIEnvironment) -> Key | None:
        """Return the key of a request, or None for one that is not for the cache."""
        if environ["REQUEST_METHOD"] not in READING:
            return None
        scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        if not self._is_host(host):
            return None  # to be refused
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if path.startswith(FILES):
            host = query = ""
        if len(path) + len(query) + len(host) > _LONGEST:
            return None
        return scheme, host if self._by_host else "", path, query and self._relevant(path, query)

    def _relevant(self, path: str, query: str) -> str:
        """Return the part of a query that the answer depends on."""
        names = self._parameters(path)
        if not names:
            return ""
        pairs = query.split("&")
        return "&".join(one for one in pairs if unquote_plus(one.partition("=")[0]) in names)
