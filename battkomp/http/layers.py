"""Small WSGI layers: security headers, request ids, an error page of last resort, and fragments."""

import logging
import random
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

Headers = list[tuple[str, str]]  # named here, as the functions of each request would make it again

# Everything is loaded from the site itself, and there are no inline scripts or styles.
_POLICY = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
]
_RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
_COMMON_HEADERS = (
    ("Content-Security-Policy", "; ".join([*_POLICY, "frame-ancestors 'none'"])),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
HEADERS = (*_COMMON_HEADERS, (_RESOURCE_POLICY, "same-origin"))
# Feed readers and previews of links show pictures on other sites.
PICTURE_HEADERS = (*_COMMON_HEADERS, (_RESOURCE_POLICY, "cross-origin"))
# The desk shows previews in a frame, and its addresses may have keys in them.
DESK_HEADERS = (
    *(
        (
            "Content-Security-Policy",
            "; ".join([*_POLICY, "frame-src 'self'", "frame-ancestors 'self'"]),
        ),
        ("Referrer-Policy", "no-referrer"),
    ),
    *(one for one in HEADERS if one[0] not in ("Content-Security-Policy", "Referrer-Policy")),
)
_PICTURES = (".png", ".svg", ".ico")
# Two years, and over TLS only (RFC 6797, section 7.2).
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
# Replaces the name and version of the server software.
_SERVER = ("Server", "BattKOMP")


class SecurityHeaders:
    """Adds security headers to every response, and `HSTS` to those sent over TLS.

    :param is_desk: whether they are those of the desk.
    """

    def __init__(self, app: WSGIApplication, *, is_desk: bool = False) -> None:
        self._app = app
        self._headers = DESK_HEADERS if is_desk else HEADERS

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_secure = environ["wsgi.url_scheme"] == "https"
        shown = PICTURE_HEADERS if environ["PATH_INFO"].endswith(_PICTURES) else self._headers
        own = (*shown, _SERVER, HSTS) if is_secure else (*shown, _SERVER)

        def start(status: str, headers: Headers, *exc_info: Any) -> Any:
            return start_response(status, [*headers, *own], *exc_info)

        return self._app(environ, start)


_ID = "battkomp.request_id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """Gives each request an id. Errors carry it, and are not stored by caches.

    :param behind_proxy: whether to use the `X-Request-ID` of a request. A client that connects
        directly must not choose the id.
    """

    def __init__(self, app: WSGIApplication, *, behind_proxy: bool) -> None:
        self._app = app
        self._behind_proxy = behind_proxy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._behind_proxy else ""
        if _WELL_FORMED.fullmatch(given):
            environ[_ID] = given
        own_id = request_id(environ)

        def start(status: str, headers: Headers, *exc_info: Any) -> Any:
            if status >= "400":
                names = {name.lower() for name, _ in headers}
                no_store = [] if "cache-control" in names else [("Cache-Control", "no-store")]
                headers = [*headers, *no_store, ("X-Request-ID", own_id)]
            return start_response(status, headers, *exc_info)

        return self._app(environ, start)


def request_id(environ: WSGIEnvironment) -> str:
    """Return the id of a request; assign a random one if it has none yet."""
    if _ID not in environ:
        environ[_ID] = f"{random.getrandbits(64):016x}"  # tells requests apart, and is no secret
    found: str = environ[_ID]
    return found


ErrorPage = Callable[[str, str], str]

_log = logging.getLogger(__name__)


class ErrorFallback:
    """Catches exceptions raised outside Flask, logs them and returns a 500 page.

    :param error_page: returns HTML, given the path of the request and its id. If it raises too, the
        response has no body.
    """

    def __init__(self, app: WSGIApplication, error_page: ErrorPage) -> None:
        self._app = app
        self._error_page = error_page

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._app(environ, start_response)
        except Exception:
            # The exception comes from reading a header, and its message may quote it.
            about = {"environ": environ, "hide_message": True}
            _log.exception("Something failed outside the application", extra=about)
            page = Response(self._page(environ), 500, mimetype="text/html")
            body, status, headers = page.get_wsgi_response(environ)
            # With exc_info, this may follow another call (PEP 3333).
            start_response(status, headers, sys.exc_info())
            return body

    def _page(self, environ: WSGIEnvironment) -> str:
        try:
            return self._error_page(environ["PATH_INFO"], request_id(environ))
        except Exception:
            _log.exception("The page that says so could not be made", extra={"environ": environ})
            return ""


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

        def start(status: str, headers: Headers, *exc_info: Any) -> Any:
            return start_response(status, [_prefixed(*header) for header in headers], *exc_info)

        return self._app(environ, start)


def _prefixed(name: str, value: str) -> tuple[str, str]:
    if name.lower() == "location" and value.startswith("/"):
        return name, PREFIX + value
    return name, value
