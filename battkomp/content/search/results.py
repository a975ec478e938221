"""The results of a search."""

from __future__ import annotations

from dataclasses import dataclass

from battkomp.content.search.query import SearchQuery

# Around each word that is marked in a hit. No indexed text has them: Python takes them for white
# space, and indexing turns white space into spaces.
MARK_START, MARK_END = "\x1e", "\x1f"


@dataclass(frozen=True)
class SearchHit:
    """An entry that was found, with marks in its title and in the snippet of its text.

    `place` and `anchor` tell the page it stands on and the element there; `part` is the number of
    the project's part, if that has a page of its own.
    """

    subject: str
    language: str
    place: str
    anchor: str | None
    part: int | None
    title: str
    snippet: str

    @property
    def section(self) -> str:
        """The section of the content that the entry belongs to."""
        return self.subject.partition(".")[0]


@dataclass(frozen=True)
class HitPage:
    """A page of hits, the best first.

    `count` is the number of hits on all pages; `is_more` tells that there are more, uncounted.
    Pages are numbered from 1; `size` is the number of hits on each but the last.
    """

    shown: tuple[SearchHit, ...] = ()
    count: int = 0
    is_more: bool = False
    page: int = 1
    size: int = 1

    @property
    def pages(self) -> int:
        """The number of pages, at least one."""
        return max(1, -(-self.count // self.size))

    def span(self, page: int) -> tuple[int, int]:
        """Return the numbers of the first and the last hit on a page."""
        return (page - 1) * self.size + 1, min(page * self.size, self.count)


@dataclass(frozen=True)
class SearchResults:
    """Hits in the reader's language, and entries found only in other languages.

    `suggestion` is a query with other spelling. `findable` are the words of the query that have
    hits alone, if all together have none.
    """

    query: SearchQuery
    own: HitPage = HitPage()
    others: HitPage = HitPage()
    suggestion: str | None = None
    findable: tuple[str, ...] = ()
