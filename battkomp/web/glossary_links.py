"""Links from the words of a text to the glossary, where each is first used on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from flask import url_for
from markupsafe import Markup, escape

from battkomp.content.knowledge import Form
from battkomp.content.model import Text


class Glosser:
    """Marks up the texts of one page. Of each term, it links the first place only.

    :param forms: what terms are called in texts.
    """

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._forms = forms
        self._linked: set[str] = set()

    def __call__(self, text: Text) -> Markup:
        """Return a text for a page with its terms linked; nothing else about it is changed.

        A text in another language than the reader's has no terms of theirs; to mark its language is
        left to the element around it.
        """
        if text.is_fallback:
            return _html(text.value, text)
        pieces, end = [], 0
        for start, stop in self._terms.places(text.value):
            written = text.value[start:stop]
            pieces += [_html(text.value[end:start], text), self._link(written)]
            end = stop
        return Markup("").join([*pieces, _html(text.value[end:], text)])

    @cached_property
    def _terms(self) -> _Terms:
        return _terms(self._forms)

    def _link(self, written: str) -> Markup:
        key = self._terms.keys[_plain(written)]
        if key in self._linked:
            return escape(written)
        self._linked.add(key)
        link = Markup('<a class="term" href="{}#{}">{}</a>')
        return link.format(url_for("reference.glossary"), key, written)


def _html(piece: str, text: Text) -> Markup:
    """Return a piece of a text as pages have whole ones: lines may break in it where they may."""
    return escape(Text(piece, text.language))


class _Terms:
    """Finds terms in texts, and tells by what key each is known, as it is written.

    They are whole words, and none is a part of a compound: no `klynge` in `Eyde-klyngen`.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self.keys = {_plain(form.written): form.term for form in forms}
        whole = rf"(?<![\w-])(?:{_any(self.keys)})(?![\w-])"
        self._finditer = re.compile(whole, re.IGNORECASE).finditer
        # To look through the texts of a page takes longer than all else that is done to them.
        self.places = lru_cache(maxsize=500)(self._places)

    def _places(self, text: str) -> tuple[tuple[int, int], ...]:
        return tuple(found.span() for found in self._finditer(text))


_terms = lru_cache(maxsize=8)(_Terms)


def _any(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    written = [r"\s+".join(map(re.escape, form.split())) for form in longest_first]
    return "|".join(written) or r"(?!)"


def _plain(written: str) -> str:
    return " ".join(written.lower().split())
