"""The parts of a check: the texts that it gets, and the differences that it returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple


@dataclass(frozen=True)
class Pair:
    """A text in the source language, and its translation.

    :param key: the name of the text, such as `phases.1.body`.
    """

    key: str
    source: str
    translation: str
    source_language: str
    language: str

    @property
    def is_prose(self) -> bool:
        """Whether the text is more than a name or the forms of a term."""
        return self.key.rpartition(".")[2] not in ("name", "official", "term", "forms")


class Found(NamedTuple):
    """Something in a text: a key that is the same in all languages, and its place.

    :param kind: the kind of a value, as `languages.toml` names it.
    :param is_sure: False if the other text need not have it.
    """

    key: str
    start: int
    end: int
    kind: str = ""
    is_sure: bool = True


class Difference(NamedTuple):
    """A difference between two texts, or between a text and a fact.

    :param excerpt: the words in the text that was checked, with a few around them.
    :param other: the words that it was compared with, or the stored fact.
    :param expected: what the text should have: the words of the other text, or the stored fact.
    """

    excerpt: str
    other: str
    expected: str


def compared(
    pair: Pair,
    theirs: Sequence[Found],
    ours: Sequence[Found],
    name: Callable[[str], str] | None = None,
    kinds: Collection[str] = ("",),
) -> Iterator[Difference]:
    """Yield a difference for each key that one text of a pair has more often than the other.

    :param theirs: what the source text has.
    :param ours: what the translation has.
    :param name: returns the name of a key in the language of the translation. Without it, the
        words of the text are shown.
    :param kinds: the kinds to yield. The other text may have the same key in another kind.
    """
    missing = [one for one in _more(theirs, ours) if one.kind in kinds]
    surplus = [one for one in _more(ours, theirs) if one.kind in kinds]
    for wanted, found in zip_longest(missing, surplus):
        one, text = (wanted, pair.source) if wanted else (found, pair.translation)
        words = name(one.key) if name else text[one.start : one.end]
        yield difference(pair, wanted, found, words if wanted else f"no {words}")


def _more(some: Sequence[Found], others: Sequence[Found]) -> list[Found]:
    left = Counter(one.key for one in others)
    more = []
    for one in some:
        left[one.key] -= one.is_sure
        if one.is_sure and left[one.key] < 0:
            more.append(one)
    return more


def difference(pair: Pair, wanted: Found | None, found: Found | None, expected: str) -> Difference:
    """Return a difference with excerpts of both texts.

    :param wanted: the place in the source text, or None.
    :param found: the place in the translation, or None: it is as far into its text as the other.
    """
    both = (found, pair.translation), (wanted, pair.source)
    share = max(one.start / len(text) for one, text in both if one)
    ours, theirs = (
        excerpt(text, one.start, one.end) if one else excerpt(text, *_around(share * len(text)))
        for one, text in both
    )
    return Difference(ours, theirs, expected)


def _around(place: float) -> tuple[int, int]:
    return int(place) - 30, int(place) + 30


def excerpt(text: str, start: int, end: int) -> str:
    """Return a stretch of a text with a few whole words around it, on one line."""
    first = text.rfind(" ", 0, max(0, start - 30)) + 1
    last = f"{text} ".index(" ", min(end + 30, len(text)))
    before, after = "… " if first else "", " …" if last < len(text) else ""
    return f"{before}{' '.join(text[first:last].split())}{after}"
