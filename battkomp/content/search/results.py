"""Search queries and their results."""

import re
from dataclasses import dataclass

from battkomp.spelling import alike, clean

MOST_LETTERS = 200
MOST_WORDS = 8

# Around each word that is marked in a hit. No indexed text has them: Python takes them for white
# space, and indexing turns white space into spaces.
MARK_START, MARK_END = "\x1e", "\x1f"

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
    def parse(cls, typed: str) -> "SearchQuery":
        """Read any text as words to search for. Nothing in it is an operator."""
        readable = _UNREADABLE.sub(" ", typed[: 10 * MOST_LETTERS])
        whole = " ".join(clean(readable).split())
        text = whole[:MOST_LETTERS].rstrip()
        words = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(alike(text))))
        is_cut = len(whole) > MOST_LETTERS or len(words) > MOST_WORDS
        return cls(text, words[:MOST_WORDS], is_cut)


@dataclass(frozen=True)
class SearchHit:
    """An entry that was found, with marks in its title and in the snippet of its text.

    `place` and `anchor` name the page of the hit and the element there; `part` is the number of
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
