"""What of a text shows why it was found, in pieces of which some are marked: no HTML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from battkomp.content.search.query import SHORTEST_PART

_LENGTH = 180  # characters of a snippet
_BEFORE = 60  # of which so many stand before the first that is marked


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_marked: bool


class Marks:
    """What finds in the texts of an entry the words that were looked for, the longer ones first.

    A word is found where another begins with it, and in the midst of one only where none does:
    who looks for "ten" does not mean "competence" if there is a "ten".

    :param words: what was looked for, in small letters.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = sorted(words, key=len, reverse=True)
        self._patterns: dict[tuple[bool, frozenset[str]], re.Pattern[str]] = {}

    def pattern(self, *texts: str, only_whole: bool) -> re.Pattern[str]:
        """Return what finds the words in the texts of one entry.

        :param only_whole: the entry has all the words as they are, be it where they are not shown:
            short ones are found only where they stand alone, and none in the midst of others.
        """
        if only_whole:
            return self._finding(frozenset(), only_whole=True)
        read = "\n".join(texts).lower()
        inside = (
            word
            for word in self._words
            if len(word) >= SHORTEST_PART and not _is_beginning(word, read)
        )
        return self._finding(frozenset(inside), only_whole=False)

    def _finding(self, inside: frozenset[str], *, only_whole: bool) -> re.Pattern[str]:
        key = only_whole, inside
        if key not in self._patterns:
            alternatives = (_alternative(word, *key) for word in self._words)
            self._patterns[key] = re.compile("|".join(alternatives), re.IGNORECASE)
        return self._patterns[key]


def _is_beginning(word: str, text: str) -> bool:
    """Tell whether a word of a text begins so; to make a pattern for that would take longer."""
    place = text.find(word)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(word, place + 1)
    return place >= 0


def _alternative(word: str, only_whole: bool, inside: Collection[str]) -> str:
    if word in inside:
        return re.escape(word)
    is_alone = only_whole and len(word) < SHORTEST_PART
    return rf"(?<![^\W_]){re.escape(word)}" + (r"(?![^\W_])" if is_alone else "")


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
