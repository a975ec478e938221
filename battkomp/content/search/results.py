"""What a search has found, as the rest of the site sees it."""

from __future__ import annotations

from dataclasses import dataclass

from battkomp.content.search.query import Asked
from battkomp.content.search.snippets import Piece


@dataclass(frozen=True)
class Hit:
    """An entry that was found, and where it stands: `part` is the number of one of the parts."""

    subject: str
    language: str
    place: str
    anchor: str | None
    part: int | None
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """The section of the content that it is of."""
        return self.subject.partition(".")[0]


@dataclass(frozen=True)
class Hits:
    """A page of what was found, the best first.

    `count` says how many hits there are on all pages together, and `is_more` that there are yet
    more. Pages are counted from 1, and `size` hits stand on each but the last.
    """

    shown: tuple[Hit, ...] = ()
    count: int = 0
    is_more: bool = False
    page: int = 1
    size: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are: one at least."""
        return max(1, -(-self.count // self.size))

    def span(self, page: int) -> tuple[int, int]:
        """Return the numbers of the first and the last hit on a page."""
        return (page - 1) * self.size + 1, min(page * self.size, self.count)


@dataclass(frozen=True)
class Found:
    """What a search has found in the reader's language, and only in others.

    `meant` is what may have been meant instead, and `known` are the words that would be found
    alone; both only where they are of help.
    """

    asked: Asked
    own: Hits = Hits()
    others: Hits = Hits()
    meant: str | None = None
    known: tuple[str, ...] = ()
