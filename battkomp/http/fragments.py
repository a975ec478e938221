"""Fragment addresses: a page without its frame, for htmx, at `/fragment` and the page's path.

The application sees the path of the page; `is_fragment` tells the two apart. So no address has two
representations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/fragment"
_IS_FRAGMENT = "battkomp.is_fragment"


def is_fragment(environ: Mapping[str, Any]) -> bool:
    """Return whether a request is for a fragment."""
    return _IS_FRAGMENT in environ


class FragmentAddresses:
    """Removes the prefix from the path of a fragment, and adds it to redirects."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(f"{PREFIX}/"):
            return self._app(environ, start_response)
        environ = environ | {"PATH_INFO": path.removeprefix(PREFIX), _IS_FRAGMENT: True}

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, [_prefixed(*header) for header in headers], *exc_info)

        return self._app(environ, start)


def _prefixed(name: str, value: str) -> tuple[str, str]:
    if name.lower() == "location" and value.startswith("/"):
        return name, PREFIX + value
    return name, value
