"""WSGI middleware around Flask: cache, compression, static files, headers and logs.

A request passes through the layers in this order: `ProxyFix` (if there are proxies), `RequestIds`,
`AccessLog` (if enabled), `SecurityHeaders`, `ErrorFallback`, `ResponseCache`, `StaticFiles`,
`FragmentAddresses`, Flask.
"""

from functools import lru_cache
from wsgiref.types import WSGIApplication

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from battkomp.http.cache import CacheKeys, ContentState, QueryParameters, ResponseCache
from battkomp.http.layers import (
    ErrorFallback,
    ErrorPage,
    FragmentAddresses,
    RequestIds,
    SecurityHeaders,
)
from battkomp.http.logs import AccessLog
from battkomp.http.static_files import BUNDLES, DESK_BUNDLES, IsTrustedHost, StaticFiles
from battkomp.settings import ROOT, Settings


def init_app(
    app: Flask,
    *,
    content_state: ContentState,
    query_parameters: QueryParameters,
    is_trusted_host: IsTrustedHost,
    error_page: ErrorPage,
) -> None:
    """Wrap the application in the layers above, as its settings say.

    `ResponseCache`, `CacheKeys` and `ErrorFallback` explain the functions.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    is_trusted_host = lru_cache(maxsize=64)(is_trusted_host)
    files = StaticFiles(
        FragmentAddresses(app.wsgi_app),
        ROOT / "static",
        bundles=BUNDLES + DESK_BUNDLES if settings.is_desk else BUNDLES,
        is_trusted_host=is_trusted_host,
        development=settings.development,
    )
    app.add_template_global(files.address, "static_address")
    app.add_template_global(files.has, "has_static")
    keys = CacheKeys(query_parameters, is_trusted_host, by_host=settings.public_url is None)
    wsgi_app: WSGIApplication = ResponseCache(
        files,
        key_of=keys.key_of,
        content_state=content_state,
        capacity=0 if settings.development else settings.cache_megabytes * 1_000_000,
        now=settings.now,
    )
    wsgi_app = SecurityHeaders(ErrorFallback(wsgi_app, error_page), is_desk=settings.is_desk)
    if settings.access_log:
        wsgi_app = AccessLog(wsgi_app)
    wsgi_app = RequestIds(wsgi_app, behind_proxy=settings.proxies > 0)
    if settings.proxies:
        # Proxies append to X-Forwarded-For, and replace the scheme and the host.
        wsgi_app = ProxyFix(wsgi_app, x_for=settings.proxies, x_proto=1, x_host=1)
    app.wsgi_app = wsgi_app  # type: ignore[method-assign]  # as Flask documents it
