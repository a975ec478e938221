"""What proxies say of a request, believed of those that are ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What only a proxy of ours may say.
_SAID_BY_PROXIES = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
)
# What a socket that listens on `::` puts before IPv4 addresses (RFC 4291, section 2.5.5.2).
_MAPPED = "::ffff:"


class TrustedProxies:
    """Puts the visitor's address, scheme and host in the place of the proxy's.

    From anybody else, those headers are taken off the request, so that nothing behind reads them.
    An IPv4 address is taken for itself, also where it is written as one of IPv6.

    :param networks: where the proxies are whose word is taken; none for nobody's. If there are
        any, whoever connects over a Unix socket is one of them too.
    """

    def __init__(
        self, app: WSGIApplication, networks: Collection[IPv4Network | IPv6Network]
    ) -> None:
        self._app = app
        self._networks = tuple(networks)
        self._is_ours = lru_cache(maxsize=1024)(self._find)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sender = environ.get("REMOTE_ADDR", "")
        if sender.startswith(_MAPPED):
            sender = environ["REMOTE_ADDR"] = _plain(sender)
        # Over a Unix socket nobody has an address; its permissions say who may connect.
        if self._networks and (not sender or self._is_ours(sender)):
            self._believe(environ)
        elif not environ.keys().isdisjoint(_SAID_BY_PROXIES):  # seldom, and quicker to ask
            for name in _SAID_BY_PROXIES:
                environ.pop(name, None)
        return self._app(environ, start_response)

    def _believe(self, environ: WSGIEnvironment) -> None:
        """Take over what the nearest proxies say; each puts its own word last."""
        senders = _listed(environ.get("HTTP_X_FORWARDED_FOR", ""))
        for sender in reversed(senders):
            if not _is_address(sender):
                break
            sender = environ["REMOTE_ADDR"] = _plain(sender)
            if not self._is_ours(sender):
                break
        schemes = _listed(environ.get("HTTP_X_FORWARDED_PROTO", ""))
        if schemes and schemes[-1] in ("http", "https"):
            environ["wsgi.url_scheme"] = schemes[-1]
        hosts = _listed(environ.get("HTTP_X_FORWARDED_HOST", ""))
        if hosts:
            environ["HTTP_HOST"] = hosts[-1]

    def _find(self, address: str) -> bool:
        if not _is_address(address):
            return False
        found = ip_address(address)
        return any(found in network for network in self._networks)


def _plain(address: str) -> str:
    """Return an IPv4 address as such where a socket of both kinds has put it into an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or address)


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
