"""How bytes leave: fragments' addresses, static files, headers. Knows nothing of what they say."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from flask import Flask

from battkomp.delivery.cache import ResponseCache, State
from battkomp.delivery.fragments import FragmentAddresses
from battkomp.delivery.headers import SecurityHeaders
from battkomp.delivery.proxies import TrustedProxies
from battkomp.delivery.static import StaticFiles


def init_app(
    app: Flask,
    static: Path,
    *,
    state: State,
    parameters: frozenset[str],
    capacity: int,
    proxies: Collection[IPv4Network | IPv6Network],
    development: bool,
) -> None:
    """Wrap the application: the last to be put on is the first to see a request.

    :param static: the folder of the static files.
    :param development: show changed static files at once. The other parameters are those of
        `ResponseCache` and `TrustedProxies`.
    """
    files = StaticFiles(FragmentAddresses(app.wsgi_app), static, development=development)
    app.add_template_global(files.address, "static_address")
    app.add_template_global(files.has, "has_static")
    answers = SecurityHeaders(files)
    cache = ResponseCache(answers, state, parameters=parameters, capacity=capacity)
    app.wsgi_app = TrustedProxies(cache, proxies)  # type: ignore[method-assign]  # Flask's documented way
