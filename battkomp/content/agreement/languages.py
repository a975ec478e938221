"""The words of each language that checks of agreement know, from `languages.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

Table = Mapping[str, str]  # words for the same thing, with `|` between them, by its key
_LETTER = r"[^\W\d]"


class Lexicon(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """How a language writes values and names. `languages.toml` explains the fields."""

    locale: str
    decimal: str
    thousands: str
    values: Mapping[str, Table]
    counted: Table
    uncounted: str
    abbreviations: str
    conjunctions: str
    openers: str
    names: Mapping[str, Table] = {}


@functools.cache
def lexicon(tag: str) -> Lexicon | None:
    """Return the words of a language, or None if it has none here."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).get(tag)
    return found and msgspec.convert(found, Lexicon)


def pattern(table: Table) -> str:
    """Return a regular expression for any word in a table, the longest first."""
    words = sorted("|".join(table.values()).split("|"), key=len, reverse=True)
    return rf"(?<!{_LETTER})(?:{'|'.join(map(_of_word, words))})(?!{_LETTER})"


def key_of(table: Table, word: str) -> str:
    """Return the key of a word that the pattern of a table has matched."""
    return next(key for key in table if _compiled(table[key]).fullmatch(word))


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(pattern({"": words}))


def _of_word(word: str) -> str:
    found = re.escape(word).replace(r"\ ", r"\s+").replace(r"\*", f"{_LETTER}*")
    found = found.replace("'", "['’]")
    return f"[{word[0]}{word[0].upper()}]{found[1:]}" if word[0].islower() else found
