"""The search query that a visitor types."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_LETTERS = 200
MOST_WORDS = 8

_WORD = re.compile(r"[^\W_]+")  # as FTS5's unicode61 cuts texts: letters and digits
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]+")


@dataclass(frozen=True)
class SearchQuery:
    """A query as it is shown again (`text`), and the words that are searched for, in lower case.

    `is_cut` tells that the words leave out a part of the query, which is too long.
    """

    text: str
    words: tuple[str, ...]
    is_cut: bool

    @classmethod
    def parse(cls, typed: str) -> SearchQuery:
        """Read any text as words to search for. Nothing in it is an operator."""
        readable = _UNREADABLE.sub(" ", typed[: 10 * MOST_LETTERS])
        whole = " ".join(unicodedata.normalize("NFC", readable).split())
        text = whole[:MOST_LETTERS].rstrip()
        words = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(text)))
        is_cut = len(whole) > MOST_LETTERS or len(words) > MOST_WORDS
        return cls(text, words[:MOST_WORDS], is_cut)
