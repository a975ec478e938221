"""Decode content codings."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNDONE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstd.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


def undone(body: bytes, coding: str) -> bytes:
    """Return a body before its compression.

    :param coding: the `Content-Encoding`; empty if there is none.
    """
    return UNDONE[coding or "identity"](body)
