"""The difference between two versions of a text, word by word or line by line."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from battkomp.content.views import NAMED

_TOKEN = re.compile(r"\w+(?:-\w+)*|\s+|[^\w\s]")  # a word may have hyphens, such as 2022-01-31
_AROUND = 40  # words, signs and spaces that are shown before and after a change
_LINES_AROUND = 2  # the same, of a difference by line


class Piece(NamedTuple):
    """A stretch of text that stayed, or that was removed, added or replaced."""

    same: str = ""
    removed: str = ""
    added: str = ""


def difference(
    before: str | None,
    after: str | None,
    names: Mapping[str, str] | None = None,
    *,
    by_line: bool = False,
) -> tuple[Piece, ...]:
    """Return the changes from one version of a text to another, among the words around them.

    An ellipsis stands for the other words or lines. Neighbouring ones that are replaced make up one
    piece.

    :param names: what readers have in the place of keys in braces, which numbers are not among;
        without it, the braces stay.
    :param by_line: whether each line stays or is replaced as a whole, such as an item of a list.
    """
    split, around = (_lines, _LINES_AROUND) if by_line else (_TOKEN.findall, _AROUND)
    old, new = (split(_filled(text or "", names)) for text in (before, after))
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    pieces: list[Piece] = []
    for group in matcher.get_grouped_opcodes(around):
        if not pieces and group[0][1] > 0:
            pieces.append(Piece("…\n" if by_line else "… "))
        for kind, i1, i2, j1, j2 in group:
            gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
            pieces.append(Piece(gone) if kind == "equal" else Piece("", gone, come))
        if group[-1][2] < len(old):
            pieces.append(Piece("…\n" if by_line else " … "))
    return tuple(pieces)


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.splitlines()]


def _filled(text: str, names: Mapping[str, str] | None) -> str:
    return text if names is None else NAMED.sub(lambda key: names.get(key[1], "…"), text)
