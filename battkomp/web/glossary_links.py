"""Links from the texts of a page to the glossary, at the first occurrence of each term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from flask import url_for
from markupsafe import Markup, escape

from battkomp.content.model import Text


class GlossaryLinks:
    """Renders the texts of one page, with a link at the first occurrence of each term.

    Terms are whole words, never parts of a compound: `klynge` is not in `Eyde-klyngen`.

    :param forms: the key of the term for each written form in the reader's language.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._keys = {_plain(written): key for written, key in forms.items()}
        self._pattern = re.compile(rf"(?<![\w-])({_any_of(self._keys)})(?![\w-])", re.IGNORECASE)
        self._linked: set[str] = set()

    def __call__(self, text: Text) -> Markup:
        """Return a text as HTML. A text in another language than the reader's gets no links.

        The language of the text is left to the element around it.
        """
        if text.is_fallback:
            return _html(text.value, text)
        parts = self._pattern.split(text.value)  # terms are at the odd places
        return Markup("").join(
            self._link(part) if place % 2 else _html(part, text) for place, part in enumerate(parts)
        )

    def _link(self, written: str) -> Markup:
        key = self._keys[_plain(written)]
        if key in self._linked:
            return escape(written)
        self._linked.add(key)
        link = Markup('<a class="term" href="{}#{}">{}</a>')
        return link.format(url_for("reference.glossary"), key, written)


def _html(part: str, text: Text) -> Markup:
    """Return a part of a text as HTML, with the line breaks that `Text` allows."""
    return escape(Text(part, text.language))


def _any_of(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    patterns = [r"\s+".join(map(re.escape, form.split())) for form in longest_first]
    return "|".join(patterns) or r"(?!)"


def _plain(written: str) -> str:
    return " ".join(written.lower().split())
