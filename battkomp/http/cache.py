"""The response cache: finished responses in memory, sent again until the content changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from battkomp.http.cache_keys import Key
from battkomp.http.compression import negotiate
from battkomp.http.responses import CONDITIONS, FinishedResponse, fetch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ContentState = Callable[[], Hashable | None]
StoreKey = tuple[Key, str | None]  # the second part is the content coding


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
    """The responses made in one state; the least recently used ones make room for others."""

    def __init__(self, capacity: int) -> None:
        self._responses = LRUCache[StoreKey, FinishedResponse](capacity, attrgetter("size"))
        self._state: Hashable | None = None
        self._lock = Lock()

    def get(self, key: StoreKey, state: Hashable | None) -> FinishedResponse | None:
        """Return the response made in a state, or in the last known one if that is None."""
        with self._lock:
            if state not in (None, self._state):
                self._responses.clear()
                self._state = state
            return self._responses.get(key)

    def put(self, key: StoreKey, state: Hashable, response: FinishedResponse) -> None:
        """Store a response, unless the state has changed or it is too large."""
        with self._lock:
            if state == self._state and response.size <= self._responses.maxsize:
                self._responses[key] = response


def _unconditional(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return the same request as a GET for the complete response."""
    rest = {name: value for name, value in environ.items() if name not in CONDITIONS}
    return rest | {"REQUEST_METHOD": "GET"}
