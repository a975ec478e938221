"""Static files, at addresses that change with their content, so that they can be kept for ever."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from battkomp.http.bundles import BUNDLES, published, write_bundle
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
        self._names = set(published(folder))
        self._development = development
        self._addresses: dict[str, str] = {}
        self._files = WhiteNoise(
            app,
            autorefresh=development,
            allow_all_origins=False,
            immutable_file_test=_HASHED,
            add_headers_function=_say_that_it_has_parts,
        )
        if development:
            self._files.add_files(folder, PREFIX)
            self._files.add_files(_bundle_folder(folder), PREFIX)
        else:
            self._add_addresses()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start_response = _unkept(start_response)
        if environ["PATH_INFO"].startswith(PREFIX) and not self._is_for_us(environ):
            return self._app(environ, start_response)
        if self._development:
            self._refresh(environ["PATH_INFO"].removeprefix(PREFIX))
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
        return name in self._names

    def _add_addresses(self) -> None:
        """Give every file its own address and one that changes with its content."""
        for name in self._names:
            path = (_bundle_folder(self._folder) if name in BUNDLES else self._folder) / name
            mark = sha256(path.read_bytes()).hexdigest()[:12]
            self._addresses[name] = f"{PREFIX}{name.removesuffix(path.suffix)}.{mark}{path.suffix}"
            for address in (PREFIX + name, self._addresses[name]):
                self._files.add_file_to_dictionary(address, str(path))

    def _refresh(self, name: str) -> None:
        """Write a bundle anew, as its sources may have changed."""
        if name in BUNDLES and name in self._names:
            write_bundle(self._folder / name, _bundle_folder(self._folder) / name)


@cache
def _bundle_folder(folder: Path) -> Path:
    """Return a folder with the bundles of another, which lasts as long as the process."""
    target = TemporaryDirectory(prefix="battkomp-static-")
    atexit.register(target.cleanup)
    for name in set(BUNDLES) & set(published(folder)):
        write_bundle(folder / name, Path(target.name) / name)
    return Path(target.name)


def _say_that_it_has_parts(headers: Headers, _path: str, _address: str) -> None:
    headers.add_header(*HAS_PARTS)


def _unkept(start_response: StartResponse) -> StartResponse:
    """Return what starts an answer that nobody keeps, if it is an error and does not say so."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        says_so = any(name.lower() == "cache-control" for name, _ in headers)
        own = [] if says_so or status < "400" else [("Cache-Control", "no-store")]
        return start_response(status, [*headers, *own], *rest)

    return start
