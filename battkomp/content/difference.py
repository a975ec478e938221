"""The difference between two versions of a text, word by word."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORT = 60  # characters that are not worth an ellipsis


class Fate(enum.Enum):
    """Whether a piece of text stayed, was removed or was added."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text, and whether it stayed."""

    fate: Fate
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of two versions of a text, in reading order.

    The pieces that are not `ADDED` make up `before`, and those that are not `REMOVED` `after`.
    Neighbouring words that are replaced make up one piece, with the spaces between them.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    removed = added = ""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind != "equal" or (gone == " " and removed and added):
            removed, added = removed + gone, added + come
            continue
        pieces += [*_changed(removed, added), Piece(Fate.SAME, gone)]
        removed = added = ""
    return (*pieces, *_changed(removed, added))


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Fate.REMOVED, removed)
    if added:
        yield Piece(Fate.ADDED, added)


def shortened(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of a long text with only the sentences in which something has changed."""
    last = len(pieces) - 1
    return tuple(
        Piece(piece.fate, _ends(piece.text, has_start=place > 0, has_end=place < last))
        if piece.fate is Fate.SAME
        else piece
        for place, piece in enumerate(pieces)
    )


def _ends(text: str, *, has_start: bool, has_end: bool) -> str:
    """Return the first and the last sentence of a text, or one of them, with an ellipsis."""
    cuts = [found.end() for found in _SENTENCE_END.finditer(text)]
    if not cuts:
        return text
    start, end = text[: cuts[0]] if has_start else "", text[cuts[-1] :] if has_end else ""
    left_out = len(text) - len(start) - len(end)
    return text if left_out < _SHORT else f"{start}… {end}"
