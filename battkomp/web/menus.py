"""The ways to other pages, as the menus and the breadcrumb show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.views import Gap, Phase
from battkomp.languages import Language
from battkomp.web.labels import link_label, phase_heading
from battkomp.web.sitemap import PLACES, SITE_MAP, Location, location, location_of


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `phase` is set where it leads to one of the project's parts."""

    label: Text
    href: str
    is_current: bool
    is_fallback: bool
    phase: Phase | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def text(self) -> Markup:
        """The text of the link."""
        text = phase_heading(self.phase) if self.phase else escape(self.label)
        return link_label(text, self.is_fallback)


@dataclass(frozen=True)
class Signs:
    """The ways to other pages, as a reader in a language sees them from where they are."""

    content: LocalizedContent
    language: Language
    here: Location | None

    def menu(self, name: str) -> Iterator[Entry]:
        """Yield the lines of a menu."""
        for place in SITE_MAP:
            if name in place.menus:
                parts = tuple(self._parts()) if place.key == "phases" else ()
                label = self.content.page(place.key).menu_label
                yield self._entry(label, location(place.key), entries=parts)

    def trail(self) -> Iterator[Entry]:
        """Yield the pages above this one, and the page itself."""
        if self.here is None:
            return
        parent, above = self.here.place.parent, []
        while parent is not None:
            above.append(self._entry(self.content.page(parent).title, location(parent)))
            parent = PLACES[parent].parent
        yield from reversed(above)
        if self.here.place.key == "phase":
            yield next(part for part in self._parts() if part.is_current)
        else:
            yield self._entry(self.content.page(self.here.place.key).title, self.here)

    def _parts(self) -> Iterator[Entry]:
        for phase in self.content.phases:
            yield self._entry(phase.title, location_of(phase), phase)

    def _entry(
        self,
        label: Text,
        there: Location,
        phase: Phase | None = None,
        entries: tuple[Entry, ...] = (),
    ) -> Entry:
        is_fallback = not is_complete(self.content, there)
        href = there.address(self.language)
        return Entry(label, href, there == self.here, is_fallback, phase, entries)


def is_complete(content: LocalizedContent, here: Location) -> bool:
    """Tell whether all of a page is in the language of the content."""
    return not any(gap.is_missing for gap in visible_gaps(content, here))


def visible_gaps(content: LocalizedContent, here: Location) -> tuple[Gap, ...]:
    """Return the gaps in the translation that a page shows.

    Descriptions are not shown on the page, and summaries only where phases are listed. Both are
    left out or marked where they are missing.
    """
    gaps = content.gaps(here.entries(content))
    return tuple(gap for gap in gaps if gap.field not in ("description", "summary"))
