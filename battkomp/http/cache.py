"""Finished answers, kept in memory and given again until what they say has changed.

Nothing expires by a clock: an answer is right as long as the state is the one that it was made in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from time import time
from typing import TYPE_CHECKING

from battkomp.http.cache_keys import READING, Key, Keys
from battkomp.http.responses import Representation, ask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

State = Callable[[], Hashable | None]
Clock = Callable[[], float]

_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
)

# One for the process: there is no hurry, and visitors need the processor more.
_background = ThreadPoolExecutor(1, thread_name_prefix="compression")
# What waits for it is kept in memory, whatever the capacity: it may not be without end.
_may_wait = BoundedSemaphore(50)


class _Kept:
    """An answer, the state that it was made in, and the moment from which it is right no more.

    The state is None for an answer that no state changes.
    """

    __slots__ = ("is_thorough", "is_used", "representation", "state", "until")

    def __init__(
        self, representation: Representation, state: Hashable | None, until: float
    ) -> None:
        self.representation = representation
        self.state = state
        self.until = until
        self.is_used = self.is_thorough = False


class _Store:
    """Answers up to a number of bytes; those that nobody asked for again go first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: dict[Key, _Kept] = {}
        self._size = 0
        self._state: Hashable | None = None
        self._lock = Lock()
        self.get = self._kept.get

    def put(self, key: Key, kept: _Kept) -> None:
        """Keep an answer, in the place of the one with this key if there is one."""
        with self._lock:
            if kept.state not in (None, self._state):
                self._state = kept.state
                self._drop_what_is_outdated()
            self._drop(key)
            self._kept[key] = kept
            self._size += kept.representation.size
            while self._size > self._capacity:
                self._make_room()

    def _make_room(self) -> None:
        """Look at the oldest: drop it, or give it a second chance if it has been used."""
        key = next(iter(self._kept))
        kept = self._kept[key]
        if kept.is_used:
            kept.is_used = False
            self._kept[key] = self._kept.pop(key)
        else:
            self._drop(key)

    def _drop_what_is_outdated(self) -> None:
        outdated = [
            key for key, kept in self._kept.items() if kept.state not in (None, self._state)
        ]
        for key in outdated:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._size -= kept.representation.size


class ResponseCache:
    """Answers without asking the application, as far as it has been asked before.

    :param clock: tells the time, in seconds since 1970.
    :param state: what the application's answers are made from besides the request, such as the
        content and the day: an answer made in one state is not given in another. It says None
        when the state cannot be told; then what was last known is given.
    :param keys: tells what answers depend on.
    :param capacity: how many bytes of answers to keep; 0 for none.
    """

    def __init__(
        self,
        app: WSGIApplication,
        state: State,
        *,
        keys: Keys,
        capacity: int,
        clock: Clock = time,
    ) -> None:
        self._app = app
        self._clock = clock
        self._state = state
        self._key = keys.of
        self._store = _Store(capacity) if capacity else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None or self._store is None:
            asked = _whole(environ) if environ["REQUEST_METHOD"] in READING else environ
            return Representation(ask(self._app, asked)).give(environ, start_response)
        kept = self._store.get(key)
        if kept is not None and kept.state is None:
            return self._again(kept, environ, start_response)
        state = self._state()
        if kept is not None and (
            state is None or (state == kept.state and self._clock() < kept.until)
        ):
            return self._again(kept, environ, start_response)
        return self._anew(key, state, environ).give(environ, start_response)

    def _again(
        self, kept: _Kept, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        kept.is_used = True
        if not kept.is_thorough and _may_wait.acquire(blocking=False):
            kept.is_thorough = True
            _background.submit(_compress, kept.representation, _may_wait)
        return kept.representation.give(environ, start_response)

    def _anew(self, key: Key, state: Hashable | None, environ: WSGIEnvironment) -> Representation:
        """Ask the application for the whole answer, and keep it if it may be kept."""
        answer = ask(self._app, _whole(environ))
        # What was read while the state changed could be of either.
        is_sure = answer.is_immutable or (state is not None and state == self._state())
        if self._store is None or not answer.may_be_kept or not is_sure:
            return Representation(answer)
        # A browser may keep the first that it gets of these for ever. They are few.
        representation = Representation(answer, thoroughly=answer.is_immutable)
        lasting = None if answer.is_immutable else state
        kept = _Kept(representation, lasting, answer.expires_at)
        kept.is_thorough = answer.is_immutable
        self._store.put(key, kept)
        return representation


def _compress(representation: Representation, permit: BoundedSemaphore) -> None:
    try:
        representation.compress_thoroughly()
    finally:
        permit.release()


def _whole(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return the same request for the whole answer, on no condition: those are looked at here.

    One for the head alone is for the body too: that says how long it is.
    """
    rest = environ.copy()
    for name in _CONDITIONS:
        rest.pop(name, None)
    rest["REQUEST_METHOD"] = "GET"
    return rest
