"""Links in texts to the glossary, and the sources of a page."""

from collections.abc import Iterable
from itertools import chain, groupby
from operator import attrgetter
from typing import Protocol

from flask import url_for
from markupsafe import Markup, escape

from battkomp.content.model import Text
from battkomp.content.views import Source, TermForms
from battkomp.web.formats import alphabetical


class Sourced(Protocol):
    """Anything that has sources."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources."""


def unique_sources(*groups: Iterable[Sourced]) -> tuple[Source, ...]:
    """Return the sources of groups of entries in order of first citation, each once."""
    entries = chain.from_iterable(groups)
    return tuple({source.key: source for entry in entries for source in entry.sources}.values())


def by_publisher(sources: Iterable[Source]) -> list[tuple[str, list[Source]]]:
    """Return sources with their publishers, which are in alphabetical order."""
    ordered = alphabetical(sources, "publisher")
    return [(name, list(group)) for name, group in groupby(ordered, attrgetter("publisher"))]


class GlossaryLinks:
    """Renders the texts of one page, with a link at the first occurrence of each term.

    :param forms: the written forms of all terms in the reader's language.
    """

    def __init__(self, forms: TermForms) -> None:
        self._forms = forms
        self._linked: set[str] = set()

    def __call__(self, text: Text) -> Markup:
        """Return a text as HTML. A text in another language than the reader's gets no links.

        The language of the text is left to the element around it.
        """
        if text.is_fallback:
            return _html(text.value, text)
        parts = self._forms.split(text.value)  # terms are at the odd places
        return Markup("").join(
            self._link(part) if place % 2 else _html(part, text) for place, part in enumerate(parts)
        )

    def _link(self, written: str) -> Markup:
        key = self._forms.key_of(written)
        if key is None or key in self._linked:
            return escape(written)
        self._linked.add(key)
        link = Markup('<a class="glossary-link" href="%s#%s">%s</a>')
        return link % (url_for("glossary.index"), key, written)


def _html(part: str, text: Text) -> Markup:
    """Return a part of a text as HTML, with the line breaks that `Text` allows."""
    return escape(Text(part, text.language))
