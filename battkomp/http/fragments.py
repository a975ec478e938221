"""Fragments at addresses of their own, so that no address has two representations.

The application sees the address of the page, and `is_fragment` tells which of the two was asked
for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/fragment"
_MARK = "battkomp.fragment"


def is_fragment(environ: Mapping[str, Any]) -> bool:
    """Tell whether a request asks for a fragment."""
    return _MARK in environ


class FragmentAddresses:
    """Takes the prefix off the address of a fragment, and puts it on where that redirects to."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(f"{PREFIX}/"):
            return self._app(environ, start_response)
        environ = environ | {"PATH_INFO": path.removeprefix(PREFIX), _MARK: True}

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [_prefixed(*header) for header in headers], *rest)

        return self._app(environ, start)


def _prefixed(name: str, value: str) -> tuple[str, str]:
    if name.lower() == "location" and value.startswith("/"):
        return name, PREFIX + value
    return name, value
