"""What stands around a page: languages, menu, breadcrumb, and what it tells search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from flask import request

from battkomp.content.model import Page, Phase, Text
from battkomp.content.queries import Reading
from battkomp.content.words import Gap
from battkomp.context import beside, public_url, reading
from battkomp.languages import Language, current_language, site_languages
from battkomp.navigation import PARAMETERS, PLACES, SITE_MAP, Location, location, location_of

_LONGEST_CARRIED = 200  # characters
_MOST_FRAMES = 100  # of some ten kilobytes each; a stranger may name many hosts


@dataclass(frozen=True)
class Edition:
    """The page in one of the languages, as the switch offers it."""

    language: Language
    href: str
    is_current: bool


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `phase` is set where it leads to one of the project's parts."""

    label: Text
    href: str
    is_current: bool
    is_fallback: bool
    phase: Phase | None = None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Signs:
    """The ways to other pages, as a reader in a language sees them from where they are."""

    found: Reading
    language: Language
    here: Location | None

    def menu(self, name: str) -> Iterator[Entry]:
        """Yield the lines of a menu."""
        for place in SITE_MAP:
            if name in place.menus:
                parts = tuple(self._parts()) if place.key == "phases" else ()
                label = self.found.page(place.key).label
                yield self._entry(label, location(place.key), entries=parts)

    def trail(self) -> Iterator[Entry]:
        """Yield the pages above this one, and the page itself."""
        if self.here is None:
            return
        parent, above = self.here.place.parent, []
        while parent is not None:
            above.append(self._entry(self.found.page(parent).title, location(parent)))
            parent = PLACES[parent].parent
        yield from reversed(above)
        if self.here.place.key == "phase":
            yield next(part for part in self._parts() if part.is_current)
        else:
            yield self._entry(self.found.page(self.here.place.key).title, self.here)

    def _parts(self) -> Iterator[Entry]:
        for phase in self.found.phases:
            yield self._entry(phase.title, location_of(phase), phase)

    def _entry(
        self,
        label: Text,
        there: Location,
        phase: Phase | None = None,
        entries: tuple[Entry, ...] = (),
    ) -> Entry:
        is_fallback = not is_complete(self.found, there, self.language)
        href = there.address(self.language)
        return Entry(label, href, there == self.here, is_fallback, phase, entries)


class Frame:
    """Everything that the layouts show around a page, each made when it is first asked for.

    It is the same while the content, the day and the host are. Only the editions follow the query.

    :param here: where the page is; None for an error at no known address.
    :param is_page: whether it is the page itself that is shown there, and no error.
    """

    def __init__(self, found: Reading, here: Location | None, *, is_page: bool) -> None:
        self._found = found
        self._here = here
        self._is_page = is_page and here is not None
        self.language = current_language()
        self.source = site_languages().source
        self.signs = Signs(found, self.language, here)
        self.pieces: dict[str, str] = {}

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The page in each language, with what was typed into this one."""
        return tuple(_editions(self._here))

    @property
    def home(self) -> Page:
        """The words of the front page."""
        return self._found.page("home")

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The project's parts."""
        return self._found.phases

    @property
    def invitation(self) -> Text:
        """The words that invite to ask."""
        return self._found.invitation

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
        return self._found.changed_on(self.language.tag, here.scope) if here else None

    @cached_property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """The language and the whole address of each edition, if this one is in its language."""
        here = self._here
        return alternates(self._found, here) if here and self.is_indexed else ()

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
        return visible_gaps(self._found, self._here, self.language) if self._here else ()

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
    frames = beside()
    key = here.scope if here else None, status == 200, request.scheme, request.host
    if key not in frames:
        if len(frames) >= _MOST_FRAMES:
            frames.clear()
        frames[key] = Frame(reading(), here, is_page=status == 200)
    found: Frame = frames[key]
    return found


def alternates(found: Reading, here: Location) -> tuple[tuple[str, str], ...]:
    """Return the language and the whole address of each edition that is truly in its language.

    `x-default` is the source text: `/` chooses a language for the reader, but it is no page.
    """
    languages = site_languages()
    pairs = [
        (language.tag, public_url(here.address(language)))
        for language in languages
        if is_complete(found, here, language)
    ]
    return (*pairs, ("x-default", public_url(here.address(languages.source))))


def is_complete(found: Reading, here: Location, language: Language) -> bool:
    """Tell whether the page at `here` is all in a language."""
    return not any(gap.is_missing for gap in visible_gaps(found, here, language))


def visible_gaps(found: Reading, here: Location, language: Language) -> tuple[Gap, ...]:
    """Return what is wanting of what a page itself shows.

    A description is for others, and a phase's summary is shown where the phases are listed; both
    are left out, or marked, where they are missing.
    """
    gaps = found.gaps(language.tag, here.scope)
    return tuple(gap for gap in gaps if gap.field not in ("description", "summary"))


def _editions(here: Location | None) -> Iterator[Edition]:
    carried = {
        name: request.args[name][:_LONGEST_CARRIED] for name in PARAMETERS if request.args.get(name)
    }
    query = f"?{urlencode(carried)}" if carried else ""
    for language in site_languages():
        href = (here or location("home")).address(language) + query
        yield Edition(language, href, is_current=language == current_language())
