"""The difference between two versions of a text, word by word."""

from __future__ import annotations

import enum
import re
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


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
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Fate.SAME, "".join(old[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(Fate.REMOVED, "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(Fate.ADDED, "".join(new[j1:j2])))
    return tuple(pieces)
