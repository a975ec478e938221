"""The parts of a text: paragraphs, list items and sentences."""

from __future__ import annotations

import functools
import re

from battkomp.content.agreement.languages import lexicon

QUOTES = "\"'«»‘’“”"
_ITEM = r"(?:^|\n)[^\S\n]*[-*•][^\S\n]+"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text. A list is one of them."""
    return re.split(r"\n\s*\n", text.strip())


def items(text: str) -> list[str]:
    """Return the items of the lists in a text."""
    return [one.strip() for one in re.findall(rf"{_ITEM}(.+)", text)]


def sentences(text: str, language: str) -> list[tuple[int, str]]:
    """Return the sentences of a text, and where each starts. A list item is at least one."""
    ends = [(one.start(), one.end()) for one in _between(language).finditer(text)]
    starts = [0, *(end for _, end in ends)]
    found = zip(starts, [*(start for start, _ in ends), len(text)], strict=True)
    return [(start, text[start:end]) for start, end in found if text[start:end].strip()]


@functools.cache
def _between(language: str) -> re.Pattern[str]:
    """Return the pattern of the space between sentences. Initials end none, as in `J. Hansen`."""
    words = lexicon(language)
    known = words.abbreviations.split("|") if words and words.abbreviations else ()
    inside = "".join(rf"(?<!\b{re.escape(one)})" for one in known)
    end = rf"(?:(?<=[.!?…])|(?<=[.!?…][{QUOTES})])){inside}(?<!\b[A-ZÀ-ÖØ-Þ]\.)"
    # Small letters and digits follow a dot inside a sentence, as in `22. juni`.
    begins = rf"(?=[{QUOTES}(]*(?:\{{|[A-ZÀ-ÖØ-Þ]))"
    return re.compile(rf"\n\s*\n(?:\s*[-*•]\s+)?|{_ITEM}|{end}\s+{begins}")
