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

    :param title: title of the page that it leads to.
    :param is_fallback: whether a text on that page is not translated.
    :param phase: the part of the project that it leads to, if any.
    :param items: links below this one.
    """

    title: Text
    href: str
    is_current: bool
    is_fallback: bool
    phase: Phase | None = None
    items: tuple[MenuItem, ...] = ()

    @property
    def label(self) -> Markup:
        """The HTML of the link, which notes the language of a page that is not translated."""
        text = phase_heading(self.phase) if self.phase else escape(self.title)
        return link_label(text, self.is_fallback)

    @property
    def name(self) -> str:
        """The plain text of the link."""
        return phase_name(self.phase) if self.phase else str(self.title)


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
        title: Text,
        there: Location,
        phase: Phase | None = None,
        items: tuple[MenuItem, ...] = (),
    ) -> MenuItem:
        href, is_fallback = there.address(self.language), not there.is_complete(self.content)
        return MenuItem(title, href, there == self.here, is_fallback, phase, items)
