"""The access log: a line for each request, if the operator wants one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from battkomp.http.request_ids import about, network, request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Write = Callable[[str], None]

_encode = msgspec.json.Encoder().encode


class AccessLog:
    """Writes a line for each request when its answer has gone out.

    It goes past `logging`, whose records cost as much as a cached page.

    :param write: takes a line, and must not fail.
    """

    def __init__(self, app: WSGIApplication, write: Write) -> None:
        self._app = app
        self._write = write

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = time.perf_counter()
        request_id(environ)  # before anybody on the way makes a copy of the request
        said = ["500"]  # what the server answers when there is no answer

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said[0] = status
            return start_response(status, headers, *rest)

        def note(size: int) -> None:
            self._note(environ, said[0], size, time.perf_counter() - begun)

        try:
            body = self._app(environ, start)
        except BaseException:
            said[0] = "500"
            note(0)
            raise
        # A list stays one: servers send it whole.
        if isinstance(body, list):
            note(sum(map(len, body)))
            return body
        return _Counted(body, note)

    def _note(self, environ: WSGIEnvironment, status: str, size: int, seconds: float) -> None:
        visit = {
            "time": moment(time.time()),
            "level": "info",
            "event": "request",
            "logger": "battkomp.access",
            **about(environ),
            "status": int(status[:3]),
            "bytes": size,
            "ms": int(seconds * 1_000_000) / 1000,
            "client": network(environ.get("REMOTE_ADDR", "")),
        }
        self._write(_encode(visit).decode("ascii"))


class _Counted:
    """The body of an answer, which counts its bytes, and says their number when it is closed."""

    def __init__(self, body: Iterable[bytes], note: Callable[[int], None]) -> None:
        self._body = body
        self._pieces: Iterator[bytes] = iter(body)
        self._note: Callable[[int], None] | None = note
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self._size += len(piece)
        return piece

    def close(self) -> None:
        """Close the body, and note it the first time."""
        note, self._note = self._note, None
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            if note is not None:
                note(self._size)


def moment(seconds: float) -> str:
    """Return a moment, given in seconds since 1970, as RFC 3339 writes it: in UTC, with ms."""
    milliseconds = int(seconds * 1000)
    return f"{_second(milliseconds // 1000)}.{milliseconds % 1000:03d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
