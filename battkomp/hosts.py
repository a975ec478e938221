"""Names of hosts, and the starts of addresses on them, as settings give them.

Each function raises ValueError for what cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

_LONGEST_NAME = 253  # characters: RFC 1035, section 3.1, without the lengths and the root
# RFC 1123, section 2.1; networks of containers have names with underscores besides.
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}")
_LARGEST_PORT = 65_535
_NO_HOST = "its host is neither a name nor an IP address"


def name(text: str) -> str:
    """Return the name of a host, or its IPv4 address, in ASCII."""
    try:
        found = text if text.isascii() else text.encode("idna").decode("ascii")
        labels = found.removesuffix(".").split(".")
        if len(found) <= _LONGEST_NAME and all(map(_LABEL.fullmatch, labels)):
            # No name ends in a number (RFC 3696, section 2).
            return str(IPv4Address(found)) if labels[-1].isdecimal() else found
    except ValueError as error:  # that something cannot be encoded is one, too
        raise ValueError(_NO_HOST) from error
    raise ValueError(_NO_HOST)


def name_or_address(text: str) -> str:
    """Return the name of a host, or its IPv4 or IPv6 address, as a connection is made to it."""
    return _ipv6(text) if ":" in text else name(text)


def is_this_machine(host: str) -> bool:
    """Tell whether a host, as `name_or_address` returns it, is the machine that this runs on."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        bare = host.lower().removesuffix(".")
        return bare == "localhost" or bare.endswith(".localhost")  # RFC 6761, section 6.3


def trusted(text: str) -> str:
    """Return a host that requests may name, with a port or without.

    A dot before it lets all that are below it be named too. Werkzeug compares it letter by letter,
    and knows no IPv6 addresses here.
    """
    bare = text.removeprefix(".")
    return text.removesuffix(bare) + _host_and_port(bare, name).lower()


def start_of_addresses(text: str) -> str:
    """Return the start of web addresses: a scheme, a host and perhaps a port, in ASCII."""
    # `urlsplit` would take control characters out, and go on with the rest.
    if not text.isprintable() or any(char.isspace() for char in text):
        raise ValueError("an address has neither spaces nor control characters")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        raise ValueError("it starts with http:// or https://")
    if parts.path.strip("/") or "?" in text or "#" in text:
        raise ValueError("nothing follows the host and its port")
    if "@" in parts.netloc:
        raise ValueError("it holds neither a user nor a password")
    return f"{parts.scheme}://{_host_and_port(parts.netloc, _name_or_bracketed)}"


def _host_and_port(text: str, read: Callable[[str], str]) -> str:
    host, colon, port = text, "", ""
    if ":" in text.rpartition("]")[2]:
        host, colon, port = text.rpartition(":")
        if not (_PORT.fullmatch(port) and 0 < int(port) <= _LARGEST_PORT):
            raise ValueError(f"its port is not a number from 1 to {_LARGEST_PORT}")
    return read(host) + colon + port


def _name_or_bracketed(text: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        return f"[{_ipv6(text[1:-1])}]"
    return name(text)


def _ipv6(text: str) -> str:
    try:
        address = IPv6Address(text)
    except ValueError as error:
        raise ValueError(_NO_HOST) from error
    if address.scope_id is not None:  # which means something on one machine only
        raise ValueError(_NO_HOST)
    return str(address)
