"""The parts of a check: the texts that it gets, and the differences that it returns."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from battkomp.content.agreement.stored import StoredFacts
from battkomp.content.files import Document
from battkomp.content.history import Version


class Severity(enum.Enum):
    """How surely a difference is an error."""

    CONTRADICTION = "contradiction"  # stops `content load` until it is mended or accepted
    TO_LOOK_AT = "to look at"


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


@dataclass(frozen=True)
class Vocabulary:
    """The names and terms of the content. Checks add cached properties for what they look for."""

    document: Document
    languages: tuple[str, ...]

    @cached_property
    def source(self) -> str:
        """The tag of the source language."""
        return self.languages[0]

    @cached_property
    def stored(self) -> StoredFacts:
        """The facts of the content."""
        return StoredFacts(self.document)


class Difference(NamedTuple):
    """A difference between two texts, or between a text and a fact.

    :param excerpt: the words in the text that was checked, with a few around them.
    :param other: the words that it was compared with, or the stored fact.
    :param expected: the value or words that the text should have, in English.
    """

    excerpt: str
    other: str
    expected: str


class PairCheck(NamedTuple):
    """A check that compares a translation with its source text. `name` is for `content accept`."""

    name: str
    severity: Severity
    function: Callable[[Pair, Vocabulary], Iterable[Difference]]


class FactCheck(NamedTuple):
    """A check that compares a text, in any language, with stored facts."""

    name: str
    severity: Severity
    function: Callable[[Version, Vocabulary], Iterable[Difference]]


def excerpt(text: str, start: int, end: int, around: int = 30) -> str:
    """Return a stretch of a text with a few whole words around it, on one line."""
    first = text.rfind(" ", 0, max(0, start - around)) + 1 if start > around else 0
    last = text.find(" ", end + around)
    cut = text[first : len(text) if last < 0 else last]
    before, after = "… " if first else "", "" if last < 0 else " …"
    return f"{before}{' '.join(cut.split())}{after}"
