"""What of a text shows why it was found, in pieces of which some are marked: no HTML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from battkomp.content.asked import SHORTEST_PART

_LENGTH = 180  # characters of a snippet
_BEFORE = 60  # of which so many stand before the first that is marked


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_marked: bool


def pattern(words: Collection[str], *, only_whole: bool) -> re.Pattern[str]:
    """Return what finds words, the longer ones first, in the midst of others if long enough.

    :param words: what was looked for, in small letters.
    :param only_whole: find short words only where they stand alone, as all words were found as
        they are; otherwise where other words begin with them.
    """
    alone = r"(?![^\W_])" if only_whole else ""
    alternatives = [
        re.escape(word) if len(word) >= SHORTEST_PART else rf"(?<![^\W_]){re.escape(word)}{alone}"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(alternatives), re.IGNORECASE)


def marked(text: str, words: re.Pattern[str]) -> tuple[Piece, ...]:
    """Cut a text into pieces: what was looked for, and the rest."""
    return tuple(_pieces(text, words))


def snippet(text: str, words: re.Pattern[str]) -> tuple[Piece, ...]:
    """Return the part of a text around what was looked for, or its beginning, in pieces."""
    found = words.search(text)
    start = max(0, found.start() - _BEFORE) if found else 0
    if start and len(text) - start < _LENGTH:
        start = max(0, len(text) - _LENGTH)
    end = start + _LENGTH
    if start:  # to the beginning of a word
        start = text.find(" ", start) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + _LENGTH // 2)
    shown = text[start:end].strip()
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return tuple(_pieces(before + shown + after, words))


def _pieces(text: str, words: re.Pattern[str]) -> Iterator[Piece]:
    done = 0
    for found in words.finditer(text):
        if found.start() > done:
            yield Piece(text[done : found.start()], False)
        yield Piece(found[0], True)
        done = found.end()
    if done < len(text):
        yield Piece(text[done:], False)
