"""Static files, at addresses that contain a hash of their content, so that browsers keep them.

A style sheet or script is sent with everything that it imports, as one bundle. The sources are
ordinary CSS and JavaScript modules, so that editors and linters understand them. Only the forms of
import that the sources use are supported. The modules of a script share one scope, so their names
must differ. Comments that have lines to themselves are left out.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from hashlib import sha256
from os.path import normpath
from pathlib import Path
from wsgiref.headers import Headers
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import http_date
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise

BUNDLES = ("css/site.css", "js/search.js", "js/site.js")
DESK_BUNDLES = ("css/desk.css", "css/preview.css", "js/desk.js")

_SOURCES = ("css/", "js/")  # folders from which only bundles are served
_CSS_IMPORT = re.compile(r'@import "([^"]+)" layer\((\w+)\);\n')
_JS_IMPORT = re.compile(r"^import (?:\{[^}]*\} from )?'([^']+)';\n", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?s:.*?)\*/)\n", re.MULTILINE)
_JS_EXPORT = re.compile(r"^export ", re.MULTILINE)


def published(folder: Path, bundles: Collection[str] = BUNDLES) -> list[str]:
    """Return the names of the files of a folder that are served: all except sources of bundles."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name in bundles or not name.startswith(_SOURCES))


def bundle(path: Path) -> str:
    """Return the text of a style sheet or script, with its imports in place."""
    text = _style_sheet(path) if path.suffix == ".css" else _script(path)
    return _COMMENT.sub("", text)


def modified(path: Path) -> float:
    """Return when the newest source of a bundle was modified, in seconds since 1970."""
    return max(source.stat().st_mtime for source in sources(path))


def sources(path: Path) -> Iterator[Path]:
    """Yield the files that a bundle is made of: the imports of a file, and then the file."""
    pattern = _CSS_IMPORT if path.suffix == ".css" else _JS_IMPORT
    for found in pattern.finditer(path.read_text("utf-8")):
        yield from sources(Path(normpath(path.parent / found[1])))  # one name for each file
    yield path


def _style_sheet(path: Path) -> str:
    def layer(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{_style_sheet(path.parent / found[1])}}}\n"

    return _CSS_IMPORT.sub(layer, path.read_text("utf-8"))


def _script(path: Path) -> str:
    """Return modules as one script, in the order in which a browser runs them."""
    modules = dict.fromkeys(sources(path))
    texts = (_JS_IMPORT.sub("", module.read_text("utf-8")) for module in modules)
    body = "\n".join(_JS_EXPORT.sub("", text).strip("\n") for text in texts)
    return f"(() => {{\n'use strict';\n{body}\n}})();\n"


IsTrustedHost = Callable[[str], bool]

PREFIX = "/static/"
# By the address at which programs look for an icon without reading a page: its file.
ICONS = {"/favicon.ico": "img/favicon.ico"} | {
    f"/apple-touch-icon{size}{kind}.png": "img/apple-touch-icon.png"
    for size in ("", "-120x120", "-152x152")
    for kind in ("", "-precomposed")
}
_MAX_AGE = 24 * 60 * 60  # seconds for which browsers keep a file at an address without a hash
_HASHED = r"^/static/.+\.[0-9a-f]{12}\.\w+$"


class StaticFiles:
    """Serves the files of a folder at `/static/`, both with and without a hash in their name.

    Icons are at the addresses in `ICONS`, too.

    :param bundles: the names of style sheets and scripts that are sent with their imports.
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
        bundles: Collection[str] = BUNDLES,
        is_trusted_host: IsTrustedHost,
        development: bool,
    ) -> None:
        self._app = app
        self._bundle_names = bundles
        self._is_trusted_host = is_trusted_host
        self._development = development
        self._addresses: dict[str, str] = {}
        self._bundles: dict[str, Path] = {}  # by address
        self._files = WhiteNoise(
            app,
            autorefresh=development,
            max_age=0 if development else _MAX_AGE,
            allow_all_origins=False,
            immutable_file_test=_HASHED,
            add_headers_function=_accept_ranges,
        )
        if development:
            self._files.add_files(folder, PREFIX)
        for name in published(folder, bundles):
            self._add(name, folder / name)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] in ICONS:
            environ = environ | {"PATH_INFO": PREFIX + ICONS[environ["PATH_INFO"]]}
        host = environ.get("HTTP_HOST")  # optional in HTTP/1.0
        is_refused = host is not None and not self._is_trusted_host(host)
        if is_refused or not environ["PATH_INFO"].startswith(PREFIX):
            return self._app(environ, start_response)
        if environ["PATH_INFO"] in self._bundles and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self._bundle(environ["PATH_INFO"])(environ, start_response)
        response: Iterable[bytes] = self._files(environ, start_response)
        return response

    def address(self, name: str) -> str:
        """Return the address of a file, given its path within the folder."""
        return PREFIX + name if self._development else self._addresses[name]

    def has(self, name: str) -> bool:
        """Return whether a file exists, given its path within the folder."""
        return name in self._addresses

    def _add(self, name: str, path: Path) -> None:
        """Register a file at its own name and, except in development, at one with a hash."""
        plain = self._addresses[name] = PREFIX + name
        if not self._development:
            content = (
                _cached_bundle(path).encode() if name in self._bundle_names else path.read_bytes()
            )
            digest = sha256(content).hexdigest()[:12]
            self._addresses[name] = f"{plain.removesuffix(path.suffix)}.{digest}{path.suffix}"
        for address in {plain, self._addresses[name]}:
            self._files.add_file_to_dictionary(address, str(path))
            if name in self._bundle_names:
                self._bundles[address] = path

    def _bundle(self, address: str) -> Response:
        path = self._bundles[address]
        headers = Headers([("Last-Modified", http_date(modified(path)))])
        self._files.add_mime_headers(headers, str(path), address)
        self._files.add_cache_headers(headers, str(path), address)
        _accept_ranges(headers, str(path), address)
        text = bundle(path) if self._development else _cached_bundle(path)
        return Response(text, headers=headers.items())


_cached_bundle = cache(bundle)


def _accept_ranges(headers: Headers, _path: str, _address: str) -> None:
    headers.add_header("Accept-Ranges", "bytes")
