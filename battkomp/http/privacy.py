"""The parts of a request that may be logged or stored.

Never the query, headers or form data, and only the network of the client's address.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import quote

_MAX_PATH = 200  # characters, before escaping
_MAX_METHOD = 20
_SAFE = "/:@!$&'()*+,;=-._~"  # not escaped in a path (RFC 3986, section 3.3)
_PREFIX_LENGTHS = {4: 24, 6: 48}  # bits of an address, by IP version


def loggable(environ: Mapping[str, Any]) -> dict[str, str]:
    """Return the method and path of a request, in printable ASCII and cut to a length."""
    return {
        "method": _escaped(environ["REQUEST_METHOD"], _MAX_METHOD),
        "path": _escaped(environ.get("PATH_INFO", ""), _MAX_PATH),
    }


def carries_text(environ: Mapping[str, Any]) -> bool:
    """Return whether a request has a query or a body, which a person may have written."""
    return bool(
        environ.get("QUERY_STRING")
        or environ.get("CONTENT_LENGTH", "0") not in ("", "0")
        or "HTTP_TRANSFER_ENCODING" in environ
    )


def network(address: str) -> str | None:
    """Return the network of an IP address, or None if it is not one.

    IPv4 addresses are cut to 24 bits and IPv6 addresses to 48, too few to identify a person.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    length = _PREFIX_LENGTHS[found.version]
    host_bits = found.max_prefixlen - length
    return f"{type(found)(int(found) >> host_bits << host_bits)}/{length}"


def _escaped(text: str, max_length: int) -> str:
    """Return WSGI text (one character per byte) percent-encoded and cut to a length."""
    escaped = quote(text[:max_length], safe=_SAFE, encoding="latin-1", errors="replace")
    return escaped if len(text) <= max_length else escaped + "..."
