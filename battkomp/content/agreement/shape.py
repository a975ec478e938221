"""Checks of the shape of texts: their paragraphs, sentences, list items and enumerations."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from textwrap import shorten

from battkomp.content.agreement.check import Difference, Found, Pair, compared
from battkomp.content.agreement.languages import Lexicon, lexicon
from battkomp.content.agreement.vocabulary import Vocabulary

_QUOTES = "\"'«»‘’“”"
_ITEM = r"(?:^|\n)[^\S\n]*[-*•][^\S\n]+"


def paragraphs(text: str, _language: str) -> list[str]:
    """Return the paragraphs of a text. A list is one of them."""
    return re.split(r"\n\s*\n", text.strip())


def items(text: str, _language: str) -> list[str]:
    """Return the items of the lists in a text."""
    return [one.strip() for one in re.findall(rf"{_ITEM}(.+)", text)]


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text. A list item is at least one."""
    return [one for one in _between(language).split(text) if one.strip()]


@functools.cache
def _between(language: str) -> re.Pattern[str]:
    """Return the pattern of the space between sentences. Initials end none, as in `J. Hansen`."""
    words = lexicon(language)
    known = words.abbreviations.split("|") if words else ()
    inside = "".join(rf"(?<!\b{re.escape(one)})" for one in known)
    end = rf"(?:(?<=[.!?…])|(?<=[.!?…][{_QUOTES})])){inside}(?<!\b[A-ZÀ-ÖØ-Þ]\.)"
    # Small letters and digits follow a dot inside a sentence, as in `22. juni`.
    begins = rf"(?=[{_QUOTES}(]*(?:\{{|[A-ZÀ-ÖØ-Þ]))"
    return re.compile(rf"\n\s*\n(?:\s*[-*•]\s+)?|{_ITEM}|{end}\s+{begins}")


def counted(
    parts_of: Callable[[str, str], Sequence[str]], pair: Pair, _: Vocabulary
) -> Iterator[Difference]:
    """Yield a difference if the texts have different numbers of parts.

    :param parts_of: one of the functions above.
    """
    theirs = parts_of(pair.source, pair.source_language)
    ours = parts_of(pair.translation, pair.language)
    if len(ours) != len(theirs):
        parts = parts_of.__name__
        expected = f"{len(theirs)} {parts if len(theirs) != 1 else parts.removesuffix('s')}"
        yield Difference(_beginnings(ours), _beginnings(theirs), expected)


def _beginnings(some: Sequence[str]) -> str:
    """Return the first words of each part, so that an editor sees the one that is missing."""
    return " / ".join(shorten(one, 40, placeholder=" …") for one in some)


def enumerations(pair: Pair, _: Vocabulary) -> Iterator[Difference]:
    """Yield each enumeration of three or more that only one of the texts has."""
    here, there = lexicon(pair.source_language), lexicon(pair.language)
    if here and there and pair.is_prose:
        theirs, ours = _enumerations(pair.source, here), _enumerations(pair.translation, there)
        yield from compared(pair, theirs, ours, lambda number: f"enumeration of {number}")


def _enumerations(text: str, words: Lexicon) -> list[Found]:
    """Return the enumerations outside of brackets, by their number of parts."""
    plain = re.sub(r"\([^()]*\)|\s", lambda one: " " * len(one[0]), text)
    return [
        Found(str(one["parts"].count(",") + 2), *one.span())
        for one in _enumerated(words).finditer(plain)
        if one["parts"]
    ]


@functools.cache
def _enumerated(words: Lexicon) -> re.Pattern[str]:
    """Return the pattern of commas up to a conjunction, or of the beginning of a sentence."""
    part = rf"(?: +(?!(?:{words.conjunctions})\b)[^ ,.;:!?]+){{1,9}}"
    opening = rf"(?:^|[.!?] +)(?:{words.openers})\b[^,.:]{{1,60}},"
    return re.compile(rf"{opening}|(?P<parts>(?:,{part})+),? +(?:{words.conjunctions})\b")
