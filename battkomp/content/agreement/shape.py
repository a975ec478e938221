"""Checks of the shape of texts: their paragraphs, sentences, list items and enumerations."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from textwrap import shorten

from battkomp.content.agreement import parts
from battkomp.content.agreement.check import Difference, Pair, Vocabulary, compared
from battkomp.content.agreement.languages import lexicon
from battkomp.content.agreement.mentions import Found

_BRACKETS = re.compile(r"\(([^()]*)\)")
_LONG = 100  # letters; the lengths of shorter texts say little
_LONGER = 1.75  # times; translations that ship are 0.7 to 1.6 times as long


def paragraphs(pair: Pair, _: Vocabulary) -> Iterator[Difference]:
    """Yield a difference if the texts have different numbers of paragraphs."""
    yield from _count("paragraph", *map(parts.paragraphs, (pair.source, pair.translation)))


def items(pair: Pair, _: Vocabulary) -> Iterator[Difference]:
    """Yield a difference if the lists in the texts have different numbers of items."""
    yield from _count("item", *map(parts.items, (pair.source, pair.translation)))


def sentences(pair: Pair, _: Vocabulary) -> Iterator[Difference]:
    """Yield each paragraph with another number of sentences, or a text of another length."""
    if not _has_sentences(pair):
        return
    both = parts.paragraphs(pair.source), parts.paragraphs(pair.translation)
    if len(both[0]) != len(both[1]) or _differ_in_items(pair):
        return  # that is a contradiction
    differences: list[Difference] = []
    for source, translation in zip(*both, strict=True):
        theirs = [sentence for _, sentence in parts.sentences(source, pair.source_language)]
        ours = [sentence for _, sentence in parts.sentences(translation, pair.language)]
        differences += _count("sentence", theirs, ours)
    yield from differences or _length(pair)


def _has_sentences(pair: Pair) -> bool:
    return pair.is_prose and all(map(lexicon, (pair.language, pair.source_language)))


def _differ_in_items(pair: Pair) -> bool:
    return len(parts.items(pair.translation)) != len(parts.items(pair.source))


def _length(pair: Pair) -> Iterator[Difference]:
    shorter, longer = sorted((len(pair.translation), len(pair.source)))
    if longer > _LONG and longer > _LONGER * shorter:
        ours, theirs = _beginnings([pair.translation]), _beginnings([pair.source])
        yield Difference(ours, theirs, f"about {len(pair.source)} letters")


def _count(part: str, theirs: list[str], ours: list[str]) -> Iterator[Difference]:
    if len(ours) != len(theirs):
        expected = f"{len(theirs)} {part}{'s' * (len(theirs) != 1)}"
        yield Difference(_beginnings(ours), _beginnings(theirs), expected)


def _beginnings(some: list[str]) -> str:
    """Return the first words of each part, so that an editor sees the one that is missing."""
    return " / ".join(shorten(one, 40, placeholder=" …") for one in some)


def enumerations(pair: Pair, _: Vocabulary) -> Iterator[Difference]:
    """Yield each enumeration of three or more that only one of the texts has."""
    texts = (pair.source, pair.source_language), (pair.translation, pair.language)
    if not _has_sentences(pair) or pair.source == pair.translation or _differ_in_items(pair):
        return
    theirs, ours = (parts.sentences(*one) for one in texts)
    if len(theirs) != len(ours):
        theirs, ours = ([(0, text)] for text, _ in texts)
    for wanted, found in zip(theirs, ours, strict=True):
        yield from compared(
            pair,
            _enumerations(*wanted, pair.source_language),
            _enumerations(*found, pair.language),
            lambda number: f"enumeration of {number}",
        )


def _enumerations(start: int, text: str, language: str) -> list[Found]:
    """Return the enumerations in a sentence and inside its brackets, by their number of parts."""
    outside = _BRACKETS.sub(lambda one: " " * len(one[0]), text)
    inside = [(one.start(1), one[1]) for one in _BRACKETS.finditer(text)]
    return [
        Found(str(one["parts"].count(", ") + 2), start + at + one.start(), start + at + one.end())
        for at, stretch in [(0, outside), *inside]
        for one in _joined(language).finditer(re.sub(r"\s", " ", stretch))
        if one["parts"]
    ]


@functools.cache
def _joined(language: str) -> re.Pattern[str]:
    """Return the pattern of commas up to a conjunction, or of the beginning of a sentence."""
    words = lexicon(language)
    joining = (words and words.conjunctions) or "(?!)"
    openers = (words and words.openers) or "(?!)"
    part = rf"(?: +(?!(?:{joining})\b)[^ ,.;:!?]+){{1,9}}"
    # `In addition to LO, NHO and others, …` begins with an enumeration; `In May 2021, …` does not.
    encloses = rf"(?! [^,.]{{1,80}} (?:{joining}) [^,.;:]{{1,40}},)"
    phrase = rf"(?:[^,.:\d]{{0,60}}\d[^,.:]{{0,60}},|[^,.:]{{1,60}},{encloses})"
    opening = rf"(?:^|[.!?] +)(?:{openers})\b{phrase}"
    return re.compile(rf"{opening}|(?P<parts>(?:,{part}){{1,40}}),? +(?:{joining})\b")
