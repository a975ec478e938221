"""Signatures on values that come back to the site: when a form was shown, and receipt numbers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from itsdangerous import BadSignature, Signer

from battkomp.contact import inbox
from battkomp.web.context import settings


def sign(purpose: str, text: str) -> str:
    """Return a text with a signature that is valid for one purpose only.

    :raises StoreError: if the key cannot be read.
    """
    return _signer(purpose).sign(text).decode()


def verify(purpose: str, signed: str) -> str | None:
    """Return the text that was signed for a purpose, or None if the signature is not valid.

    :raises StoreError: if the key cannot be read.
    """
    try:
        return _signer(purpose).unsign(signed).decode()
    except (BadSignature, UnicodeError):
        return None


@lru_cache(maxsize=8)
def key_of(path: Path) -> bytes:
    """Return the key in the inbox. It stays in memory, as the disk may fail later.

    :raises StoreError: if the key cannot be read.
    """
    return inbox.secret(path)


def _signer(purpose: str) -> Signer:
    return Signer(key_of(settings().inbox_file), salt=f"battkomp.{purpose}")
