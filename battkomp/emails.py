"""E-mail addresses, as people have them: with letters of any alphabet (RFC 6531)."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

LONGEST_EMAIL = 254  # characters: RFC 5321, section 4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64  # octets: RFC 5321, section 4.5.3.1.1
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.I)
# What would need quoting, what would end the address or the line, and what could not be read.
_NOT_IN_LOCAL = re.compile(r"[\s\x00-\x1f\x7f\"(),:;<>@\[\]\\\ufffd]|^\.|\.$|\.\.")


def is_address(text: str) -> bool:
    """Tell whether this has the form of an e-mail address: `name@domain.example`.

    Whether there is such an address only a mail to it can tell.
    """
    local, at, domain = text.rpartition("@")
    return (
        bool(at and local)
        and text.isprintable()
        and len(text.encode()) <= LONGEST_EMAIL
        and len(local.encode()) <= _LONGEST_LOCAL
        and _NOT_IN_LOCAL.search(local) is None
        and _is_domain(domain)
    )


def with_ascii_domain(address: str) -> str:
    """Return an address with its domain as the network has it (RFC 5891).

    What stands before the @ has no such form: where it needs letters beyond ASCII, so does the
    mail server (RFC 6531).
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{_in_ascii(domain)}"


def comparable(address: str) -> str:
    """Return what is the same for two ways to write an address, whatever their case and form."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    with suppress(UnicodeError):  # it is no address, and may still be what somebody gave for one
        domain = _in_ascii(domain)
    return f"{local}{at}{domain}".casefold()


def _is_domain(domain: str) -> bool:
    try:
        labels = _in_ascii(domain).split(".")
    except UnicodeError:
        return False
    has_right_labels = all(_LABEL.fullmatch(label) for label in labels)
    return len(labels) >= 2 and has_right_labels and not labels[-1].isdecimal()


def _in_ascii(domain: str) -> str:
    return domain.encode("idna").decode()
