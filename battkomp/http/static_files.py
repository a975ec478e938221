"""Static files, at addresses that contain a hash of their content, so that browsers keep them."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from battkomp.http.bundles import BUNDLES, published, write_bundle

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

IsTrustedHost = Callable[[str], bool]

PREFIX = "/static/"
_HASHED = r"^/static/.+\.[0-9a-f]{12}\.\w+$"


class StaticFiles:
    """Serves the files of a folder at `/static/`, both with and without a hash in their name.

    :param is_trusted_host: returns whether requests for a host are answered. Requests with an
        untrusted Host fall through to the application, which rejects them.
    :param development: whether to look for changed files at every request; then there are no
        addresses with hashes.
    """

    def __init__(
        self,
        app: WSGIApplication,
        folder: Path,
        *,
        is_trusted_host: IsTrustedHost,
        development: bool,
    ) -> None:
        self._app = app
        self._is_trusted_host = is_trusted_host
        self._folder = folder
        self._names = set(published(folder))
        self._development = development
        self._addresses: dict[str, str] = {}
        self._files = WhiteNoise(
            app,
            autorefresh=development,
            allow_all_origins=False,
            immutable_file_test=_HASHED,
            add_headers_function=_accept_ranges,
        )
        if development:
            self._files.add_files(folder, PREFIX)
            self._files.add_files(_bundle_folder(folder), PREFIX)
        else:
            self._add_addresses()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")  # optional in HTTP/1.0
        is_refused = host is not None and not self._is_trusted_host(host)
        if is_refused or not environ["PATH_INFO"].startswith(PREFIX):
            return self._app(environ, start_response)
        if self._development:
            self._refresh(environ["PATH_INFO"].removeprefix(PREFIX))
        response: Iterable[bytes] = self._files(environ, start_response)
        return response

    def address(self, name: str) -> str:
        """Return the address of a file, given its path within the folder.

        :raises KeyError: if there is no such file.
        """
        return PREFIX + name if self._development else self._addresses[name]

    def has(self, name: str) -> bool:
        """Return whether a file exists, given its path within the folder."""
        return name in self._names

    def _add_addresses(self) -> None:
        """Register every file at its own name and at one that changes with its content."""
        for name in self._names:
            path = (_bundle_folder(self._folder) if name in BUNDLES else self._folder) / name
            digest = sha256(path.read_bytes()).hexdigest()[:12]
            self._addresses[name] = (
                f"{PREFIX}{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
            )
            for address in (PREFIX + name, self._addresses[name]):
                self._files.add_file_to_dictionary(address, str(path))

    def _refresh(self, name: str) -> None:
        """Write a bundle again, since its sources may have changed."""
        if name in BUNDLES and name in self._names:
            write_bundle(self._folder / name, _bundle_folder(self._folder) / name)


@cache
def _bundle_folder(folder: Path) -> Path:
    """Return a temporary folder with the bundles of a folder, deleted when the process ends."""
    target = TemporaryDirectory(prefix="battkomp-static-")
    atexit.register(target.cleanup)
    for name in set(BUNDLES) & set(published(folder)):
        write_bundle(folder / name, Path(target.name) / name)
    return Path(target.name)


def _accept_ranges(headers: Headers, _path: str, _address: str) -> None:
    headers.add_header("Accept-Ranges", "bytes")
