"""Cache keys: the parts of a request that a response depends on.

Nothing else may enter the key, otherwise clients could flood the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from battkomp.http.static_files import PREFIX as STATIC_PREFIX
from battkomp.http.static_files import IsTrustedHost

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Key = tuple[str, str, str, str]
QueryParameters = Callable[[str], Collection[str]]

_MAX_LENGTH = 500  # characters of host, path and query; longer requests are not cached


class CacheKeys:
    """Computes cache keys: scheme, host, path, and the query parameters that the page reads.

    :param query_parameters: returns the names of the parameters that the page at a path reads.
    :param is_trusted_host: returns whether requests for a host are answered.
    :param by_host: whether pages contain the host of the request.
    """

    def __init__(
        self,
        query_parameters: QueryParameters,
        is_trusted_host: IsTrustedHost,
        *,
        by_host: bool,
    ) -> None:
        self._query_parameters = query_parameters
        self._is_trusted_host = lru_cache(maxsize=64)(is_trusted_host)
        self._by_host = by_host

    def key_of(self, environ: WSGIEnvironment) -> Key | None:
        """Return the key of a GET or HEAD request, or None if its response is not cached."""
        scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if scheme not in ("http", "https") or not self._is_trusted_host(host):
            return None
        is_static = path.startswith(STATIC_PREFIX)
        if is_static or not self._by_host:
            host = ""
        if len(path) + len(query) + len(host) > _MAX_LENGTH:
            return None
        return scheme, host, path, "" if is_static or not query else self._relevant(path, query)

    def _relevant(self, path: str, query: str) -> str:
        """Return the parameters of a query that the page at a path reads."""
        names = self._query_parameters(path)
        parameters = query.split("&") if names else []
        return "&".join(one for one in parameters if unquote_plus(one.partition("=")[0]) in names)
