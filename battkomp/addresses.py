"""Host names and e-mail addresses, with letters of any alphabet (RFC 5891, RFC 6531)."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

import idna

from battkomp.spelling import visible

_LARGEST_PORT = 65_535
# RFC 1123, section 2.1. Container networks have names with underscores, too.
_NAME = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_BASE_URL = re.compile(r"(https?://)(\[.+\]|[^\[\]/?#@:]+)(:[0-9]*)?/?", re.IGNORECASE)
_TRUSTED = re.compile(r"(\.?)([^\[\]/?#@:]+)(:[0-9]*)?")


def host(text: str) -> str:
    """Return a host name in lower-case ASCII (RFC 5891), or an IP address in its usual form."""
    try:
        return _ipv6(text) if ":" in text else _name(text)
    except ValueError as error:  # AddressValueError and IDNAError are such errors
        raise ValueError(f"{text!r} is not a host name or an IP address") from error


def base_url(text: str) -> str:
    """Return the scheme, host and port of a URL without anything else, such as https://a.example"""
    match = _BASE_URL.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a URL with a host only, such as https://battkomp.example"
        )
    scheme, named, port = match.groups()
    name = f"[{_ipv6(named[1:-1])}]" if named.startswith("[") else host(named)
    # Browsers leave out the default port (RFC 6454, section 6).
    default = ":443" if scheme.lower() == "https://" else ":80"
    return f"{scheme.lower()}{name}{_port(port)}".removesuffix(default)


def trusted_host(text: str) -> str:
    """Return a host that requests may name, as Werkzeug compares it.

    A leading dot includes all hosts below it. A port may follow. Werkzeug knows no IPv6 here.
    """
    match = _TRUSTED.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a host name or an IPv4 address")
    dot, named, port = match.groups()
    return f"{dot}{host(named)}{_port(port)}"


def is_local(name: str) -> bool:
    """Tell whether a host, as `host` returns it, is this machine."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return f".{name.removesuffix('.')}".endswith(".localhost")  # RFC 6761, section 6.3


def _name(text: str) -> str:
    name = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode()
    bare = name.removesuffix(".")
    if bare.rpartition(".")[2].isdecimal():  # no name ends in a number (RFC 3696, section 2)
        return str(IPv4Address(name))
    if not _NAME.fullmatch(bare):
        raise ValueError
    return name


def _ipv6(text: str) -> str:
    address = IPv6Address(text)
    if address.scope_id is not None:  # a scope means something on one machine only
        raise ValueError("an IPv6 address with a scope")
    return str(address)


def _port(text: str | None) -> str:
    if text is not None and not 0 < int(text[1:7] or 0) <= _LARGEST_PORT:
        raise ValueError(f"{text[1:]!r} is not a port from 1 to {_LARGEST_PORT}")
    return text or ""


_LONGEST = 254  # octets: RFC 5321, section 4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64  # octets: RFC 5321, section 4.5.3.1.1
# Characters that need quotes, white space, undecodable bytes, and dots in the wrong places.
_NOT_IN_LOCAL = re.compile(r"[\s\"(),:;<>@\[\]\\\ufffd]|^\.|\.$|\.\.")


def is_address(text: str) -> bool:
    """Tell whether a text has the form `name@domain.example`. Nothing is looked up in the DNS."""
    local, _, domain = text.rpartition("@")
    if not local.isprintable() or _NOT_IN_LOCAL.search(local):
        return False
    try:
        is_short = len(text.encode()) <= _LONGEST and len(local.encode()) <= _LONGEST_LOCAL
        labels = _in_ascii(domain).split(".") if local and is_short else []
    except UnicodeError:  # a lone surrogate, or a domain that IDNA does not allow
        return False
    # No name ends in a number (RFC 3696, section 2). An empty last label is the DNS root.
    return len(labels) > 1 and labels[-1] != "" and not labels[-1].isdecimal()


# An address as mail programs copy it: with a scheme, or behind a name.
_FORMS = re.compile(r"(?:mailto:)?(?:[^<>@\r\n]*<)?(?:mailto:)?([^<>?]+)>?(?:\?.*)?", re.IGNORECASE)
_LONGEST_TYPED = 1000  # characters: an address with a name and all that may be around it
_AROUND = " \t\r\n\u00a0'\"«»“”‘’()[].,;:"
_NOT_IN_DOMAIN = re.compile(r"[^\w.\u3002\uff0e\uff61-]")  # UTS 46 takes three other full stops


def cleaned(text: str) -> str:
    """Return the address in a text that has one, such as `Ola <ola@example.org>`.

    Characters that nobody sees, white space around it and at the `@`, and punctuation around it
    are left out. A text without a single address is returned as it is, less white space around it.
    """
    if len(text) > _LONGEST_TYPED:
        return text.strip()
    found = visible(text).replace("\uff20", "@").strip()
    if not is_address(found):
        bare = found.replace("\u200c", "").replace("\u200d", "").strip(_AROUND)
        form = _FORMS.fullmatch(bare)
        found = re.sub(r"[^\S\r\n]*@[^\S\r\n]*", "@", form[1].strip(_AROUND) if form else bare)
    return found if is_address(found) else text.strip()


def unfit(text: str) -> str | None:
    """Return a character that no address has, white space last, or None."""
    local, _, domain = text.rpartition("@")
    found = [letter for letter in local if letter in '"(),:;<>@[]\\']
    found += [letter for letter in local if not letter.isprintable() or letter.isspace()]
    found += _NOT_IN_DOMAIN.findall(domain)
    return min(found, key=str.isspace, default=None)


def with_ascii_domain(address: str) -> str:
    """Return an address with its domain in ASCII, as the DNS has it.

    The local part has no ASCII form. If it has other characters, the mail server must support
    SMTPUTF8.

    :raises UnicodeError: if IDNA does not allow the domain.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{_in_ascii(domain)}"


def comparable(address: str) -> str:
    """Return a form of an address that ignores case, Unicode normalization and all that is unseen.

    `ß` stays different from `ss`, as in domains. A text that is not an address may be given, too.
    """
    text = visible(address).strip().lower()
    try:
        return with_ascii_domain(text)
    except UnicodeError:
        return text


def _in_ascii(domain: str) -> str:
    return idna.encode(domain, uts46=True, std3_rules=True).decode()
