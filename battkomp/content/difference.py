"""The difference between two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from battkomp.content.files import Document
from battkomp.content.views import NAMED

_TOKEN = re.compile(r"\w+(?:-\w+)*|\s+|[^\w\s]")  # a word may have hyphens, such as 2022-01-31
_AROUND = 40  # words, signs and spaces that are shown before and after a change


class Piece(NamedTuple):
    """A stretch of text that stayed, or that was removed, added or replaced."""

    same: str = ""
    removed: str = ""
    added: str = ""


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return the changes from one version of a text to another, among the words around them.

    An ellipsis stands for the other words. Neighbouring words that are replaced make up one piece.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    pieces: list[Piece] = []
    for group in matcher.get_grouped_opcodes(_AROUND):
        if not pieces and group[0][1] > 0:
            pieces.append(Piece("… "))
        for kind, i1, i2, j1, j2 in group:
            gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
            pieces.append(Piece(gone) if kind == "equal" else Piece("", gone, come))
        if group[-1][2] < len(old):
            pieces.append(Piece(" … "))
    return tuple(pieces)


def difference_on_pages(
    before: str | None, after: str | None, language: str, document: Document
) -> tuple[Piece, ...]:
    """Return the difference between texts as pages have them, without braces.

    Names of organisations stand in the place of their keys, and an ellipsis in that of a number.
    """
    names = {key: one.name.get(language, key) for key, one in document.organisations.items()}
    texts = [
        NAMED.sub(lambda found: names.get(found[1], "…"), one or "") for one in (before, after)
    ]
    return difference(*texts)
