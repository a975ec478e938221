"""What stands around a page: languages, menu, breadcrumb, and what it tells search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from flask import request

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.views import Gap, Page, Phase
from battkomp.languages import Language
from battkomp.web.context import content, public_url
from battkomp.web.languages import current_language, site_languages
from battkomp.web.menus import Entry, Signs, is_complete, visible_gaps
from battkomp.web.parameters import CARRIED, read_by
from battkomp.web.sitemap import Location, location

_LONGEST_CARRIED = 200  # characters


@dataclass(frozen=True)
class Edition:
    """The page in one of the languages, as the switch offers it."""

    language: Language
    href: str
    is_current: bool


class Frame:
    """Everything that the layouts show around a page, each made when it is first asked for.

    :param here: where the page is; None for an error at no known address.
    :param is_page: whether it is the page itself that is shown there, and no error.
    """

    def __init__(self, content: LocalizedContent, here: Location | None, *, is_page: bool) -> None:
        self._content = content
        self._here = here
        self._is_page = is_page and here is not None
        self.language = current_language()
        self.source = site_languages().source
        self.signs = Signs(content, self.language, here)

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The page in each language, with what was typed into this one."""
        return tuple(_editions(self._here))

    @property
    def home(self) -> Page:
        """The words of the front page."""
        return self._content.page("home")

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The project's parts."""
        return self._content.phases

    @property
    def invitation(self) -> Text:
        """The words that invite to ask."""
        return self._content.contact.invitation

    @cached_property
    def canonical(self) -> str | None:
        """The whole address of the page, in the language that most of it is in."""
        if self._here is None or not self._is_page:
            return None
        return public_url(self._here.address(self.source if self.is_fallback else self.language))

    @cached_property
    def changed_on(self) -> date | None:
        """The day on which anything about the page last changed."""
        here = self._here
        return self._content.changed_on(here.entries(self._content)) if here else None

    @cached_property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """The language and the whole address of each edition, if this one is in its language."""
        here = self._here
        return alternates(self._content, here) if here and self.is_indexed else ()

    @cached_property
    def is_indexed(self) -> bool:
        """Whether search engines are to list the page in this language."""
        return self._is_page and not self.is_fallback

    @property
    def source_href(self) -> str | None:
        """The address of the page in the source language."""
        return self._here.address(self.source) if self._here else None

    @cached_property
    def is_fallback(self) -> bool:
        """Whether something on the page is not in the reader's language."""
        return self._is_page and any(gap.is_missing for gap in self._gaps)

    @cached_property
    def is_outdated(self) -> bool:
        """Whether the page is all in the reader's language, and older than its source."""
        return self._is_page and bool(self._gaps) and not self.is_fallback

    @cached_property
    def _gaps(self) -> tuple[Gap, ...]:
        return visible_gaps(self._content, self._here) if self._here else ()

    @property
    def menu(self) -> tuple[Entry, ...]:
        """The lines of the main menu."""
        return tuple(self.signs.menu("main"))

    @property
    def knowledge(self) -> tuple[Entry, ...]:
        """The lines of the menu of what the project found."""
        return tuple(self.signs.menu("knowledge"))

    @property
    def project(self) -> tuple[Entry, ...]:
        """The lines of the menu of who stands behind the project."""
        return tuple(self.signs.menu("project"))

    @property
    def reference(self) -> tuple[Entry, ...]:
        """The lines of the menu of what the site refers to."""
        return tuple(self.signs.menu("reference"))

    @property
    def search(self) -> Entry:
        """The way to the search."""
        return next(self.signs.menu("search"))

    @property
    def footer(self) -> tuple[Entry, ...]:
        """The lines of the footer."""
        return tuple(self.signs.menu("footer"))

    @property
    def trail(self) -> tuple[Entry, ...]:
        """The pages above this one, and the page itself."""
        return tuple(self.signs.trail())


def around(here: Location | None, status: int) -> Frame:
    """Return the frame of the page at `here`, or of an error page."""
    return Frame(content(), here, is_page=status == 200)


def alternates(content: LocalizedContent, here: Location) -> tuple[tuple[str, str], ...]:
    """Return the language and the whole address of each edition that is truly in its language.

    `x-default` is the source text: `/` chooses a language for the reader, but it is no page.
    """
    languages = site_languages()
    pairs = [
        (language.tag, public_url(here.address(language)))
        for language in languages
        if is_complete(content.in_language(language.tag), here)
    ]
    return (*pairs, ("x-default", public_url(here.address(languages.source))))


def _editions(here: Location | None) -> Iterator[Edition]:
    carried = {
        name: request.args[name][:_LONGEST_CARRIED]
        for name in (read_by(here.place) & CARRIED if here else ())
        if request.args.get(name)
    }
    query = f"?{urlencode(carried)}" if carried else ""
    for language in site_languages():
        href = (here or location("home")).address(language) + query
        yield Edition(language, href, is_current=language == current_language())
