"""Email addresses in any alphabet (RFC 6531), with domains by IDNA 2008 (RFC 5891)."""

from __future__ import annotations

import re
import unicodedata

import idna

LONGEST_EMAIL = 254  # octets: RFC 5321, section 4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64  # octets: RFC 5321, section 4.5.3.1.1
# Characters that need quotes, white space, undecodable bytes, and dots in the wrong places.
_NOT_IN_LOCAL = re.compile(r"[\s\"(),:;<>@\[\]\\\ufffd]|^\.|\.$|\.\.")


def is_address(text: str) -> bool:
    """Tell whether a text has the form `name@domain.example`. Nothing is looked up in the DNS."""
    local, _, domain = text.rpartition("@")
    try:
        return _is_local_part(local) and len(text.encode()) <= LONGEST_EMAIL and _is_domain(domain)
    except UnicodeError:  # a lone surrogate, or a domain that IDNA does not allow
        return False


def with_ascii_domain(address: str) -> str:
    """Return an address with its domain in ASCII, as the DNS has it.

    The local part has no ASCII form. If it has other characters, the mail server must support
    SMTPUTF8.

    :raises UnicodeError: if IDNA does not allow the domain.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{_in_ascii(domain)}"


def comparable(address: str) -> str:
    """Return a form of an address that ignores case, Unicode normalization and spaces around it.

    `ß` stays different from `ss`, as in domains. A text that is not an address may be given, too.
    """
    text = unicodedata.normalize("NFC", address.strip()).lower()
    try:
        return with_ascii_domain(text)
    except UnicodeError:
        return text


def _is_local_part(text: str) -> bool:
    return (
        0 < len(text.encode()) <= _LONGEST_LOCAL
        and text.isprintable()
        and _NOT_IN_LOCAL.search(text) is None
    )


def _is_domain(text: str) -> bool:
    labels = _in_ascii(text).split(".")
    # No name ends in a number (RFC 3696, section 2). An empty last label is the DNS root.
    return len(labels) > 1 and labels[-1] != "" and not labels[-1].isdecimal()


def _in_ascii(domain: str) -> str:
    return idna.encode(domain, uts46=True, std3_rules=True).decode()
