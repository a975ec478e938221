"""How bytes leave: fragments' addresses, static files, headers. Knows nothing of what they say."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from battkomp.http.access_log import AccessLog, Write
from battkomp.http.cache import Clock, ResponseCache, State
from battkomp.http.cache_keys import Keys, Parameters
from battkomp.http.error_fallback import Apology, LastResort
from battkomp.http.fragments import FragmentAddresses
from battkomp.http.proxies import TrustedProxies
from battkomp.http.request_ids import RequestIds
from battkomp.http.security_headers import SecurityHeaders
from battkomp.http.static_files import IsHost, StaticFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def init_app(
    app: Flask,
    static: Path,
    *,
    state: State,
    clock: Clock,
    parameters: Parameters,
    is_host: IsHost,
    by_host: bool,
    capacity: int,
    proxies: Collection[IPv4Network | IPv6Network],
    log: Write | None,
    apology: Apology,
    development: bool,
) -> None:
    """Wrap the application: the last to be put on is the first to see a request.

    :param static: the folder of the static files.
    :param log: takes the lines of the access log; None for no such log.
    :param development: show changed static files at once. The other parameters are those of
        `ResponseCache`, `Keys`, `TrustedProxies` and `LastResort`.
    """
    files = StaticFiles(
        FragmentAddresses(app.wsgi_app), static, is_host=is_host, development=development
    )
    app.add_template_global(files.address, "static_address")
    app.add_template_global(files.has, "has_static")
    answers: WSGIApplication = SecurityHeaders(RequestIds(files))
    keys = Keys(parameters, is_host, by_host=by_host)
    answers = ResponseCache(answers, state, keys=keys, capacity=capacity, clock=clock)
    if log is not None:
        answers = AccessLog(answers, log)
    answers = LastResort(TrustedProxies(answers, proxies), apology)
    app.wsgi_app = answers  # type: ignore[method-assign]  # Flask's documented way
