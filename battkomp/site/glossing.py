"""Links from the words of a text to the glossary, where each is first used on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
        pattern, keys = self._compiled
        pieces, end = [], 0
        for match in pattern.finditer(text.value):
            pieces += [_html(text.value[end : match.start()], text), self._link(match[0], keys)]
            end = match.end()
        return Markup("").join([*pieces, _html(text.value[end:], text)])

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        return _compiled(self._forms)

    def _link(self, written: str, keys: Mapping[str, str]) -> Markup:
        key = keys[_plain(written)]
        if key in self._linked:
            return escape(written)
        self._linked.add(key)
        link = Markup('<a class="term" href="{}#{}">{}</a>')
        return link.format(url_for("reference.glossary"), key, written)


def _html(piece: str, text: Text) -> Markup:
    """Return a piece of a text as pages have whole ones: lines may break in it where they may."""
    return escape(Text(piece, text.language))


@lru_cache(maxsize=8)
def _compiled(forms: tuple[Form, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern of all forms, the longest first, and the term that each is of.

    They are whole words, and none is a part of a compound: no `klynge` in `Eyde-klyngen`.
    """
    keys = {_plain(form.written): form.term for form in forms}
    return re.compile(rf"(?<![\w-])(?:{_any(keys)})(?![\w-])", re.IGNORECASE), keys


def _any(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    written = [r"\s+".join(map(re.escape, form.split())) for form in longest_first]
    return "|".join(written) or r"(?!)"


def _plain(written: str) -> str:
    return " ".join(written.lower().split())
