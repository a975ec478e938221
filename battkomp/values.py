"""Values of settings, read from text. Each function raises ValueError for what cannot be right."""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from battkomp import emails, hosts

Network = IPv4Network | IPv6Network

_LARGEST_CACHE = 1024  # megabytes
_LONGEST_RETENTION = 3650  # days
_LARGEST_PORT = 65_535
TLS = ("starttls", "tls", "none")


def database(text: str) -> Path:
    """Return the path of a file."""
    if not text or (os.path.exists(text) and not os.path.isfile(text)):
        raise ValueError("this must be the path of a file")
    return Path(text).absolute()


def folder(text: str) -> Path:
    """Return the path of a folder."""
    if not text or (os.path.exists(text) and not os.path.isdir(text)):
        raise ValueError("this must be the path of a folder")
    return Path(text).absolute()


def public_url(text: str) -> str:
    """Return the start of whole addresses."""
    return _start(text, "https://battkomp.example")


def trusted_hosts(text: str) -> tuple[str, ...]:
    """Return host names, with commas between."""
    return tuple(_host(one, hosts.trusted) for one in several(text, "host names"))


def mail_host(text: str) -> str:
    """Return the name or the address of a host."""
    return _host(text, hosts.name_or_address)


def _host(text: str, read: Callable[[str], str]) -> str:
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not the name or the address of a host") from error


def networks(text: str) -> tuple[Network, ...]:
    """Return IP addresses or networks, with commas between."""
    try:
        return tuple(ip_network(one) for one in several(text, "addresses or networks"))
    except ValueError as error:
        raise ValueError(f"this must be IP addresses or networks: {error}") from error


def caches(text: str) -> tuple[str, ...]:
    """Return the addresses of caches, with commas between."""
    return tuple(_start(one, "http://127.0.0.1:6081") for one in several(text, "addresses"))


def _start(text: str, example: str) -> str:
    try:
        return hosts.start_of_addresses(text)
    except ValueError as error:
        raise ValueError(f"this must be like {example}: {error}") from error


def several(text: str, what: str) -> tuple[str, ...]:
    """Return what stands between commas."""
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    if not found:
        raise ValueError(f"this must be one or more {what}, with commas between")
    return found


def megabytes(text: str) -> int:
    """Return a number of megabytes."""
    return whole_number(text, 0, _LARGEST_CACHE)


def days(text: str) -> int:
    """Return a number of days."""
    return whole_number(text, 1, _LONGEST_RETENTION)


def port(text: str) -> int:
    """Return the number of a port."""
    return whole_number(text, 1, _LARGEST_PORT)


def whole_number(text: str, least: int, most: int) -> int:
    """Return a number, given in decimal digits."""
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise ValueError(f"this must be a whole number from {least} to {most}")
    return int(text)


def tls(text: str) -> str:
    """Return a way to use TLS."""
    if text not in TLS:
        raise ValueError(f"this must be one of {', '.join(TLS)}")
    return text


def line(text: str) -> str:
    """Return text in one line."""
    if not text or not text.isprintable():
        raise ValueError("this must be one line of text")
    return text


def email_address(text: str) -> str:
    """Return an e-mail address."""
    if not emails.is_address(text):
        raise ValueError("this must be an e-mail address")
    return text


def truth(text: str) -> bool:
    """Return whether it is so."""
    if text not in ("true", "false"):
        raise ValueError("this must be true or false")
    return text == "true"


READERS: dict[str, Callable[[str], object]] = {
    "database": database,
    "public_url": public_url,
    "trusted_hosts": trusted_hosts,
    "proxies": networks,
    "caches": caches,
    "cache_megabytes": megabytes,
    "backups": folder,
    "inbox": database,
    "retention_days": days,
    "smtp_host": mail_host,
    "smtp_port": port,
    "smtp_tls": tls,
    "smtp_user": line,
    "smtp_password": line,
    "smtp_sender": email_address,
    "smtp_recipient": email_address,
    "access_log": truth,
    "development": truth,
}
