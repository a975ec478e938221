"""The response cache: finished responses in memory, sent again until the content changes.

Nothing that a response does not depend on may enter its key, otherwise clients could flood the
cache.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import unquote_plus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from battkomp.http.responses import CONDITIONS, FinishedResponse, fetch, negotiate
from battkomp.http.static_files import PREFIX as STATIC_PREFIX
from battkomp.http.static_files import IsTrustedHost

ContentState = Callable[[], Hashable | None]
QueryParameters = Callable[[str], Collection[str]]
Key = tuple[str, str, str, str]
StoreKey = tuple[Key, str | None]  # the second part is the content coding

_MAX_LENGTH = 500  # characters of host, path and query; longer requests are not cached


@dataclass(frozen=True)
class CacheKeys:
    """Computes cache keys: scheme, host, path, and the query parameters that the page reads.

    :param query_parameters: returns the names of the parameters that the page at a path reads.
    :param is_trusted_host: returns whether requests for a host are answered.
    :param by_host: whether pages contain the host of the request.
    """

    query_parameters: QueryParameters
    is_trusted_host: IsTrustedHost
    by_host: bool

    def key_of(self, environ: WSGIEnvironment) -> Key | None:
        """Return the key of a GET or HEAD request, or None if its response is not cached."""
        scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if scheme not in ("http", "https") or not self.is_trusted_host(host):
            return None
        if path.startswith(STATIC_PREFIX) or not self.by_host:
            host = ""
        if len(path) + len(query) + len(host) > _MAX_LENGTH:
            return None
        return scheme, host, path, self._relevant(path, query) if query else ""

    def _relevant(self, path: str, query: str) -> str:
        """Return the parameters of a query that the page at a path reads."""
        names = self.query_parameters(path)
        parameters = query.split("&") if names else []
        return "&".join(one for one in parameters if unquote_plus(one.partition("=")[0]) in names)


class ResponseCache:
    """Answers GET and HEAD requests from memory, in the content coding that the client prefers.

    The application gets them as unconditional GET requests. Conditions and ranges are applied when
    a response is sent.

    :param key_of: returns the key of a request, or None if its response is not cached.
    :param content_state: returns the state that responses are made from besides the request, such
        as the revision of the content and the date. A response made in one state is not sent in
        another. None means that the state is unknown: then stored responses are sent.
    :param capacity: the size of all stored responses in bytes; 0 turns the cache off.
    :param now: returns the time in seconds since 1970, for responses with `Expires`.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        key_of: Callable[[WSGIEnvironment], Key | None],
        content_state: ContentState,
        capacity: int,
        now: Callable[[], float],
    ) -> None:
        self._app = app
        self._key_of = key_of
        self._content_state = content_state
        self._now = now
        self._store = _Store(capacity)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Ranges are those of the uncompressed body.
        accepted = "" if "HTTP_RANGE" in environ else environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = negotiate(accepted)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            response = self._respond(environ, coding)
        else:
            response = fetch(self._app, environ, coding)
        return response.send(environ, start_response)

    def _respond(self, environ: WSGIEnvironment, coding: str | None) -> FinishedResponse:
        key = self._key_of(environ)
        if key is None:
            return fetch(self._app, _unconditional(environ), coding)
        state = self._content_state()
        stored = self._store.get((key, coding), state)
        if stored is not None and (state is None or self._now() < stored.expires_at):
            return stored
        response = fetch(self._app, _unconditional(environ), coding)
        # A response made during a change may be of either state.
        if response.is_shareable and state is not None and state == self._content_state():
            self._store.put((key, coding), state, response)
        return response


class _Store:
    """The responses made in one state, up to a size in bytes; the oldest make room for others.

    A page that is often requested is then made again once in thousands of other responses.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._responses: dict[StoreKey, FinishedResponse] = {}
        self._state: Hashable | None = None
        self._lock = Lock()

    def get(self, key: StoreKey, state: Hashable | None) -> FinishedResponse | None:
        """Return the response made in a state, or in the last known one if that is None."""
        if state not in (None, self._state):
            with self._lock:
                self._responses, self._size, self._state = {}, 0, state
        return self._responses.get(key)

    def put(self, key: StoreKey, state: Hashable, response: FinishedResponse) -> None:
        """Store a response, unless the state has changed or it is too large."""
        with self._lock:
            if state != self._state or response.size > self._capacity:
                return
            self._drop(key)
            self._responses[key] = response
            self._size += response.size
            while self._size > self._capacity:
                self._drop(next(iter(self._responses)))

    def _drop(self, key: StoreKey) -> None:
        dropped = self._responses.pop(key, None)
        if dropped is not None:
            self._size -= dropped.size


def _unconditional(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return the same request as a GET for the complete response."""
    rest = {name: value for name, value in environ.items() if name not in CONDITIONS}
    return rest | {"REQUEST_METHOD": "GET"}
