"""What a visitor searches for: words, and nothing that a query language could take for its own."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from battkomp.content.search.schema import PLAIN

MOST_LETTERS = 200
MOST_WORDS = 8

# As FTS5's unicode61 cuts texts into words: letters and digits.
WORD = re.compile(r"[^\W_]+")

SHORTEST_PART = 3  # letters that are looked for in the midst of words; a trigram has as many
LONGEST_BEGINNING = 4  # letters that the index has beginnings of

# A word that is looked for, those that it is part of, and whether it is to stand alone.
Known = tuple[str, Sequence[str], bool]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]+")


@dataclass(frozen=True)
class Asked:
    """What was typed, and the words that are looked for.

    `text` is what is shown again. `is_cut` says that not all of what was typed is looked for.
    """

    text: str
    words: tuple[str, ...]
    is_cut: bool

    @classmethod
    def of(cls, typed: str) -> Asked:
        """Read what a visitor has typed, whatever it is."""
        written = unicodedata.normalize("NFC", _CONTROL.sub(" ", typed[: 10 * MOST_LETTERS]))
        whole = " ".join(written.split())
        text = whole[:MOST_LETTERS].rstrip()
        words = tuple(dict.fromkeys(word.lower() for word in WORD.findall(text)))
        is_cut = len(whole) > MOST_LETTERS or len(words) > MOST_WORDS
        return cls(text, words[:MOST_WORDS], is_cut)


def exactly(words: Iterable[str]) -> str:
    """Return the expression of FTS5 for texts that have all words (sqlite.org/fts5.html)."""
    return " AND ".join(f'"{word}"' for word in words)


def beginning(parts: Sequence[Known]) -> str:
    """Return the expression for texts in which something begins with each of the words.

    The index knows beginnings of four letters; words with longer ones are named.
    """
    return " AND ".join(
        _start(parts, place)
        if len(word) <= LONGEST_BEGINNING
        else _one_of(one for one in forms if one.startswith(word))
        for place, (word, forms, _) in enumerate(parts)
    )


def containing(parts: Sequence[Known]) -> str:
    """Return the expression for texts that have, for each word, one of those it is part of."""
    return " AND ".join(
        _start(parts, place) if len(word) < SHORTEST_PART else _one_of(forms)
        for place, (word, forms, _) in enumerate(parts)
    )


def _start(parts: Sequence[Known], place: int) -> str:
    """Return the expression for what a short word begins.

    One that is too short to be part of another begins one only where it may not be written out.
    """
    word, _, is_alone = parts[place]
    is_whole = is_alone or (len(word) < SHORTEST_PART and place < len(parts) - 1)
    return f'"{word}"' if is_whole else f'"{word}"*'


def _one_of(words: Iterable[str]) -> str:
    return "(" + (" OR ".join(f'"{word}"' for word in words) or '""') + ")"


def inside(word: str) -> str:
    """Return the expression for words that have some of a word's trigrams, or for none.

    Four of them leave few words to look at, and cost less than to look for all.
    """
    last = len(word) - SHORTEST_PART
    starts = sorted({last * step // 3 for step in range(4)}) if last >= 0 else []
    return exactly(word[start : start + SHORTEST_PART] for start in starts) or '""'


def described(words: Iterable[str]) -> str:
    """Return each word with its plain form and what it is inside of, as a JSON array."""
    return json.dumps([[word, plain(word), inside(word)] for word in words])


def plain(word: str) -> str:
    """Return what is typed for a word where there is no æ, ø or å."""
    return word.lower().translate(PLAIN)
