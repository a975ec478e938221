"""What the site signs, to know its own words again: when a form was shown, and receipts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from itsdangerous import BadSignature, Signer

from battkomp.contact import inbox as queries
from battkomp.web.context import settings


def sign(purpose: str, text: str) -> str:
    """Return a text with a signature that holds for one purpose alone.

    :raises StoreError: if there is no key to sign with.
    """
    return _signer(purpose).sign(text).decode()


def signed(purpose: str, text: str) -> str | None:
    """Return what was signed for a purpose, or None if it was not signed by this site.

    :raises StoreError: if there is no key to sign with.
    """
    try:
        return _signer(purpose).unsign(text).decode()
    except (BadSignature, UnicodeError):
        return None


def know(inbox: Path) -> None:
    """Learn what the site signs with before it is needed, as the disk may be full by then.

    :raises StoreError: if there is no key to sign with.
    """
    _secret(inbox)


def _signer(purpose: str) -> Signer:
    return Signer(_secret(settings().inbox_file), salt=f"battkomp.{purpose}")


@lru_cache(maxsize=8)
def _secret(inbox: Path) -> bytes:
    return queries.secret(inbox)
