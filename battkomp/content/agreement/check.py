"""What checks find in texts, and the mismatches that they return."""

from typing import NamedTuple


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


class Mismatch(NamedTuple):
    """A mismatch between two texts, or between a text and a fact.

    :param excerpt: the words in the text that was checked, with a few around them.
    :param other: the words that it was compared with, or the stored fact.
    :param expected: what the text should have: the words of the other text, or the stored fact.
    """

    excerpt: str
    other: str
    expected: str


def excerpt(text: str, found: Found | None, share: float = 0) -> str:
    """Return a place in a text with a few whole words around it, on one line.

    :param share: how far into the text the place is, if nothing was found.
    """
    place = int(share * len(text))
    start, end = (found.start, found.end) if found else (place, place)
    first = text.rfind(" ", 0, max(0, start - 30)) + 1
    last = f"{text} ".index(" ", min(end + 30, len(text)))
    before, after = "… " if first else "", " …" if last < len(text) else ""
    return f"{before}{' '.join(text[first:last].split())}{after}"
