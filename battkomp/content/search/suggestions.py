"""Suggest other spelling for the words of a query."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from sqlite_utils import Database

_SHORTEST_MISSPELT = 5  # letters; shorter words resemble too many others
_MOST_SIMILAR = 100  # words to compare, the most frequent
_SIMILARITY = 0.8  # at least, as difflib measures it

_MATCHING = "select word from search_words where search_words match ? order by rowid limit ?"
_SIMILAR = """
select word from search_words
where search_words match :halves and abs(length(plain) - :length) <= 2 order by rowid limit :limit
"""


def plain(word: str) -> str:
    """Return a word as typed without the letters æ, ø and å, and without accents.

    `å` is as good as `aa` or `a`, `ø` as `oe` or `o`, and `æ` as `ae` or `a`.
    """
    letters = unicodedata.normalize("NFD", word.replace("æ", "a").replace("ø", "o"))
    bare = "".join(one for one in letters if one.isalnum())
    return bare.replace("aa", "a").replace("ae", "a").replace("oe", "o")


def padded(word: str) -> str:
    """Return the plain form between spaces: its trigrams tell where the word begins and ends."""
    return f" {plain(word)} "


def suggestion(db: Database, words: Sequence[str]) -> str | None:
    """Return the query with other words of the index in place of some, or None.

    Of several words, only those that the index does not have are replaced.
    """
    better = []
    for word in words:
        same = _matching(db, padded(word))
        is_kept = word in same and len(words) > 1
        better.append(word if is_kept else _better(db, word, same) or word)
    return None if better == list(words) else " ".join(better)


def _better(db: Database, word: str, same: Sequence[str]) -> str | None:
    """Return the word that was probably meant: with its letters and accents, or a similar one.

    A word that begins others is not misspelt: it may be unfinished.

    :param same: the words of the index with the same plain form, the most frequent first.
    """
    accented = next((one for one in same if not one.isascii()), None)
    if accented and word.isascii():
        return accented
    if same and word not in same:
        return same[0]
    begun = _matching(db, padded(word).rstrip())
    if begun:
        return None if any(one.startswith(word) for one in begun) else begun[0]
    return None if len(word) < _SHORTEST_MISSPELT else _most_similar(db, word)


def _most_similar(db: Database, word: str) -> str | None:
    """Return the word whose plain form is most similar; of several, the most similar itself."""
    letters = padded(word)
    half = (len(letters) - 1) // 2  # leaves two letters between: one slip does not touch both
    halves = f'plain : ("{letters[:half]}" OR "{letters[-half:]}")'
    values = {"halves": halves, "length": len(letters), "limit": _MOST_SIMILAR}
    forms: dict[str, list[str]] = {}
    for (one,) in db.execute(_SIMILAR, values):
        forms.setdefault(plain(one), []).append(one)
    close = get_close_matches(plain(word), forms, 1, _SIMILARITY)
    return get_close_matches(word, forms[close[0]], 1, cutoff=0)[0] if close else None


def _matching(db: Database, letters: str) -> list[str]:
    """Return words whose padded form has some letters in a row, the most frequent first."""
    return [one for (one,) in db.execute(_MATCHING, [f'plain : "{letters}"', _MOST_SIMILAR])]
