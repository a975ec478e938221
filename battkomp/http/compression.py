"""Content codings: which one a request is answered in, and how an answer is compressed.

RFC 9110, sections 8.4 and 12.5.3.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = "identity"
# In the order of our choice among those that a reader likes equally: the smallest first.
CODINGS = ("br", "zstd", "gzip")

_SMALLEST = 200  # bytes; what is shorter grows rather than shrinks
_TEXT = re.compile(r"text/|application/(json|xml|javascript|ld\+json)|[\w./-]+\+(xml|json)")

Compressor = Callable[[bytes], bytes]

# While a visitor waits: about a tenth of the time that a page takes. Brotli's fourth step takes
# twice as long for a fifteenth less; who asks next is given the thorough one.
_QUICK: dict[str, Compressor] = {
    "br": lambda body: brotli.compress(body, brotli.MODE_TEXT, quality=2),
    "zstd": lambda body: zstd.compress(body, 3),
    "gzip": lambda body: gzip.compress(body, 4, mtime=0),
}
# While nobody waits, or for what readers keep for ever: about 15 milliseconds for a page.
_THOROUGH: dict[str, Compressor] = {
    "br": lambda body: brotli.compress(body, brotli.MODE_TEXT, quality=11),
    "zstd": lambda body: zstd.compress(body, 19),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


@lru_cache(maxsize=512)
def preferred(accept_encoding: str) -> str:
    """Return the coding in which to answer a request with this `Accept-Encoding`."""
    wanted = parse_accept_header(accept_encoding, Accept)
    best = max(CODINGS, key=lambda coding: (wanted.quality(coding), -CODINGS.index(coding)))
    return best if wanted.quality(best) > 0 else IDENTITY


def is_text(media_type: str) -> bool:
    """Tell whether what is of this type gets smaller by compression: a picture does not."""
    return _TEXT.match(media_type) is not None


def is_worth_compressing(body: bytes) -> bool:
    """Tell whether a text is long enough to get smaller by compression."""
    return len(body) >= _SMALLEST


def compress(body: bytes, coding: str, *, thoroughly: bool = False) -> bytes:
    """Return a body in one of `CODINGS`: soon, or as small as can be.

    The same body always gives the same bytes.
    """
    return (_THOROUGH if thoroughly else _QUICK)[coding](body)
