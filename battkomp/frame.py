"""What stands around a page: languages, menu, breadcrumb, and what it tells search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request

from battkomp.content.model import Page, Phase, Text
from battkomp.content.queries import Reading
from battkomp.content.words import Gap
from battkomp.context import public_url, reading
from battkomp.languages import Language, current_language, site_languages
from battkomp.navigation import PARAMETERS, PLACES, SITE_MAP, Location, location, location_of

_LONGEST_CARRIED = 200  # characters


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


@dataclass(frozen=True)
class Frame:
    """Everything that the layouts show around a page."""

    language: Language
    source: Language
    editions: tuple[Edition, ...]
    signs: Signs
    home: Page
    phases: tuple[Phase, ...]
    invitation: Text
    canonical: str | None
    changed_on: date | None
    alternates: tuple[tuple[str, str], ...]
    source_href: str | None
    is_fallback: bool
    is_outdated: bool

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

    @property
    def is_indexed(self) -> bool:
        """Whether search engines are to list the page in this language."""
        return bool(self.alternates)


def around(here: Location | None, status: int) -> Frame:
    """Build the frame of the page at `here`, or of an error page."""
    found, language, languages = reading(), current_language(), site_languages()
    gaps = visible_gaps(found, here, language) if here else ()
    is_fallback = any(gap.is_missing for gap in gaps)
    is_page = here is not None and status == 200
    return Frame(
        language=language,
        source=languages.source,
        editions=tuple(_editions(here)),
        signs=Signs(found, language, here),
        home=found.page("home"),
        phases=found.phases,
        invitation=found.invitation,
        canonical=_canonical(here, is_fallback=is_fallback) if here and is_page else None,
        changed_on=found.changed_on(language.tag, here.scope) if here else None,
        alternates=alternates(found, here) if here and is_page and not is_fallback else (),
        source_href=here.address(languages.source) if here else None,
        is_fallback=is_fallback and is_page,
        is_outdated=bool(gaps) and not is_fallback and is_page,
    )


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


def _canonical(here: Location, *, is_fallback: bool) -> str:
    return public_url(here.address(site_languages().source if is_fallback else current_language()))


def _editions(here: Location | None) -> Iterator[Edition]:
    carried = {
        name: request.args[name][:_LONGEST_CARRIED] for name in PARAMETERS if request.args.get(name)
    }
    query = f"?{urlencode(carried)}" if carried else ""
    for language in site_languages():
        href = (here or location("home")).address(language) + query
        yield Edition(language, href, is_current=language == current_language())
