"""Static files, at addresses that change with their content, so that they can be kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from battkomp.http.ranges import HAS_PARTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

IsHost = Callable[[str], bool]

PREFIX = "/static/"
_HASHED = r"^/static/.+\.[0-9a-f]{12}\.\w+$"


class StaticFiles:
    """Answers for the files of a folder, and passes everything else on to the application.

    :param is_host: tells whether a request may name this host. One that may not is
        the application's, to be refused as all others are.
    :param development: look for changed files at every request.
    """

    def __init__(
        self, app: WSGIApplication, folder: Path, *, is_host: IsHost, development: bool
    ) -> None:
        self._app = app
        self._is_host = is_host
        self._folder = folder
        self._development = development
        self._addresses: dict[str, str] = {}
        self._files = WhiteNoise(
            app,
            root=folder,
            prefix=PREFIX,
            autorefresh=development,
            allow_all_origins=False,
            immutable_file_test=_HASHED,
            add_headers_function=_say_that_it_has_parts,
        )
        if not development:
            self._add_hashed_addresses()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start_response = _unkept(start_response)
        if environ["PATH_INFO"].startswith(PREFIX) and not self._is_for_us(environ):
            return self._app(environ, start_response)
        answer: Iterable[bytes] = self._files(environ, start_response)
        return answer

    def _is_for_us(self, environ: WSGIEnvironment) -> bool:
        host = environ.get("HTTP_HOST")  # HTTP/1.0 need not name one
        return host is None or self._is_host(host)

    def address(self, name: str) -> str:
        """Return the address of a file, given its path within the folder.

        :raises KeyError: if there is no such file.
        """
        if self._development:
            return PREFIX + name
        return self._addresses[name]

    def has(self, name: str) -> bool:
        """Tell whether there is a file, given its path within the folder."""
        return name in self._addresses or (self._folder / name).is_file()

    def _add_hashed_addresses(self) -> None:
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(self._folder)
                mark = sha256(path.read_bytes()).hexdigest()[:12]
                address = f"{PREFIX}{name.with_suffix('').as_posix()}.{mark}{path.suffix}"
                self._addresses[name.as_posix()] = address
                self._files.add_file_to_dictionary(address, str(path))


def _say_that_it_has_parts(headers: Headers, _path: str, _address: str) -> None:
    headers.add_header(*HAS_PARTS)


def _unkept(start_response: StartResponse) -> StartResponse:
    """Return what starts an answer that nobody keeps, if it is an error and does not say so."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        says_so = any(name.lower() == "cache-control" for name, _ in headers)
        own = [] if says_so or status < "400" else [("Cache-Control", "no-store")]
        return start_response(status, [*headers, *own], *rest)

    return start
