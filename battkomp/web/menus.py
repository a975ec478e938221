"""The menus and the breadcrumb of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.views import Phase
from battkomp.languages import Language
from battkomp.web.labels import link_label, phase_heading, phase_name
from battkomp.web.sitemap import PAGES, SITE_MAP, Location, location, location_of


@dataclass(frozen=True)
class MenuItem:
    """A link in a menu or the breadcrumb.

    :param label: HTML of the link, which notes the language of pages that are not translated.
    :param name: plain text of the link.
    :param phase: the part of the project that it leads to, if any.
    :param items: links below this one.
    """

    label: Markup
    name: str
    href: str
    is_current: bool
    phase: Phase | None = None
    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True)
class Menus:
    """The links to other pages from the page at `here`."""

    content: LocalizedContent
    language: Language
    here: Location | None

    def menu(self, name: str) -> tuple[MenuItem, ...]:
        """Return the links of a menu of the site map."""
        return tuple(
            self._item(
                self.content.page(page.key).menu_label,
                location(page.key),
                items=self._phases() if page.key == "phases" else (),
            )
            for page in SITE_MAP
            if name in page.menus
        )

    def breadcrumb(self) -> Iterator[MenuItem]:
        """Yield the pages above this one, from the front page, and the page itself."""
        if self.here is None:
            return
        above, parent = [], self.here.page.parent
        while parent is not None:
            above.append(self._item(self.content.page(parent).title, location(parent)))
            parent = PAGES[parent].parent
        yield from reversed(above)
        if self.here.number is not None:
            yield next(item for item in self._phases() if item.is_current)
        else:
            yield self._item(self.content.page(self.here.page.key).title, self.here)

    def _phases(self) -> tuple[MenuItem, ...]:
        return tuple(
            self._item(phase.title, location_of(phase), phase) for phase in self.content.phases
        )

    def _item(
        self,
        text: Text,
        there: Location,
        phase: Phase | None = None,
        items: tuple[MenuItem, ...] = (),
    ) -> MenuItem:
        label = phase_heading(phase) if phase else escape(text)
        return MenuItem(
            label=link_label(label, is_fallback=not there.is_complete(self.content)),
            name=phase_name(phase) if phase else str(text),
            href=there.address(self.language),
            is_current=there == self.here,
            phase=phase,
            items=items,
        )
