"""The parts of a check: the texts that it gets, and the differences that it returns."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from battkomp.content.agreement.mentions import Found, Names
from battkomp.content.agreement.stored import StoredFacts
from battkomp.content.files import Document
from battkomp.content.history import Version
from battkomp.content.views import TermForms


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

    @property
    def is_prose(self) -> bool:
        """Whether the text is more than a name or the forms of a term."""
        return self.key.rpartition(".")[2] not in ("name", "official", "term", "forms")


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

    @cached_property
    def organisations(self) -> Names:
        """The names of organisations, and their keys in braces."""
        named = self.document.organisations.items()
        written = [(words, key) for key, one in named for words in (one.name, one.official or {})]
        names = [(name, key) for words, key in written for name in words.values()]
        return Names([*names, *((f"{{{key}}}", key) for key, _ in named)])

    @cached_property
    def people(self) -> Names:
        """The names of people, and the surnames that one person has."""
        names = {key: one.name.split() for key, one in self.document.people.items() if one.name}
        often = Counter(words[-1] for words in names.values())
        whole = [(" ".join(words), key) for key, words in names.items()]
        surnames = [(words[-1], key) for key, words in names.items() if often[words[-1]] == 1]
        return Names([*whole, *surnames], not_after=(words[0] for words in names.values()))

    @cached_property
    def terms(self) -> dict[str, TermForms]:
        """The forms of the terms in the glossary, by language."""
        return {tag: TermForms(dict(self._forms(tag))) for tag in self.languages}

    def _forms(self, language: str) -> Iterator[tuple[str, str]]:
        for key, one in self.document.terms.items():
            written = [one.term.get(language, ""), *(one.forms or {}).get(language, "").split(",")]
            yield from ((form.strip(), key) for form in written if form.strip())

    def namer(self, language: str) -> Callable[[str], str]:
        """Return a function from the key of an organisation or a person to its name."""
        names = {key: one.name for key, one in self.document.people.items()}
        for key, one in self.document.organisations.items():
            names[key] = one.name.get(language, one.name[self.source])
        return lambda key: names.get(key, key)


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
        excerpt(text, one.start, one.end)
        if one
        else excerpt(text, int(share * len(text)), int(share * len(text)), 60)
        for one, text in both
    )
    return Difference(ours, theirs, expected)
