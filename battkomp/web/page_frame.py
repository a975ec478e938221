"""The frame around a page: menus, breadcrumb, language switch, and metadata."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from flask import request
from flask_babel import force_locale, gettext
from markupsafe import Markup, escape

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.outdated import OutdatedText
from battkomp.content.views import Phase
from battkomp.languages import Language
from battkomp.web.context import content, public_url
from battkomp.web.labels import heading_label, link_label, phase_heading
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import Location, location, location_of
from battkomp.web.sitemap import PAGES, SITE_MAP

_LONGEST_CARRIED = 200  # characters of a query parameter


@dataclass(frozen=True)
class MenuItem:
    """A link in a menu or the breadcrumb.

    :param title: title of the page that it leads to.
    :param is_current: whether that page is shown, or one of its companions.
    :param is_fallback: whether a text on that page is not translated.
    :param phase: the part of the project that it leads to, if any.
    :param items: links below this one.
    """

    title: Text
    href: str
    is_current: bool
    is_fallback: bool
    phase: Phase | None = None
    items: tuple["MenuItem", ...] = ()

    @property
    def label(self) -> Markup:
        """The HTML of the link, which notes the language of a page that is not translated."""
        text = phase_heading(self.phase, is_short=True) if self.phase else escape(self.title)
        return link_label(text, self.is_fallback)

    @property
    def name(self) -> str:
        """The plain text of the link."""
        return (
            phase_heading(self.phase, is_short=True).striptags() if self.phase else str(self.title)
        )


@dataclass(frozen=True)
class LanguageVersion:
    """The page in one of the site's languages, for the language switch."""

    language: Language
    href: str
    is_current: bool

    @property
    def hint(self) -> str:
        """The link to it for readers who prefer its language, in that language."""
        with force_locale(self.language.locale):
            name = gettext(self.language.english_name)
            return str(gettext("This page is also available in %(language)s.", language=name))


class PageFrame:
    """Everything that the layouts show around a page.

    :param here: location of the page, or None for an error at an unknown address.
    :param status: status code of the response; if it is not 200, an error page is shown there.
    :ivar url: the URL of the page or companion, or None for an error.
    :ivar aria_current: value of that attribute for links to the page that is shown, or beside it.
    """

    def __init__(self, here: Location | None, status: int = 200) -> None:
        self.content = content()
        self.here = here
        self.language = current_language()
        self.source = site_languages().source
        self._shown = here if status == 200 and here and not here.companion else None
        self.aria_current = "true" if here and here.companion else "page"
        self.url = public_url(here.address(self.language)) if status == 200 and here else None

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

    @cached_property
    def breadcrumb(self) -> tuple[MenuItem, ...]:
        """The pages above this one, from the front page, the page itself and its companion."""
        if self.here is None:
            return ()
        above, parent = [], self.here.page.parent
        while parent is not None:
            above.append(self._item(self.content.page(parent).title, location(parent)))
            parent = PAGES[parent].parent
        if self.here.number is not None:
            own = next(item for item in self._phases() if item.is_current)
        else:
            own = self._item(self.content.page(self.here.page.key).title, self.here.beside(None))
        steps = (*reversed(above), own)
        if self.here.companion is None:
            return steps
        name = Text(heading_label(self.here.companion, "companion"), self.language.tag)
        return (*steps, self._item(name, self.here))

    @cached_property
    def language_versions(self) -> tuple[LanguageVersion, ...]:
        """The page in each language, with the carried parameters of the query."""
        there = self.here or location("home")
        carried = {
            name: request.args[name][:_LONGEST_CARRIED]
            for name in there.page.carried
            if request.args.get(name) and not there.companion
        }
        query = f"?{urlencode(carried)}" if carried else ""
        return tuple(
            LanguageVersion(one, there.address(one) + query, is_current=one == self.language)
            for one in site_languages()
        )

    @property
    def hints(self) -> tuple[LanguageVersion, ...]:
        """The versions in other languages, fully translated, for readers who prefer one of them."""
        here, found = self._shown, self.content
        if here is None:
            return ()
        others = (one for one in self.language_versions if not one.is_current)
        return tuple(one for one in others if here.is_complete(found.in_language(one.language.tag)))

    @cached_property
    def canonical(self) -> str | None:
        """The canonical URL: that of the source language if the page is not fully translated."""
        if self._shown is None:
            return None
        return public_url(self._shown.address(self.source if self.is_fallback else self.language))

    @cached_property
    def changed_on(self) -> date | None:
        """The day of the last change of the page."""
        return self.content.changed_on(self.here.entries(self.content)) if self.here else None

    @property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """The language tag and URL of each version, if this one is fully translated."""
        return alternates(self.content, self._shown) if self._shown and self.is_indexed else ()

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list the page in this language."""
        return self._shown is not None and not self.is_fallback

    @property
    def is_fallback(self) -> bool:
        """Whether a text on the page is not translated."""
        return any(one.is_fallback for one in self._gaps)

    @cached_property
    def outdated(self) -> tuple[OutdatedText, ...]:
        """The texts of the page that are older than their source texts, in their order."""
        return tuple(self.content.outdated[one.name] for one in self._gaps if one.is_outdated)

    @cached_property
    def _gaps(self) -> tuple[Text, ...]:
        return self._shown.gaps(self.content) if self._shown else ()

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
        is_current = self.here is not None and there == self.here.beside(None)
        return MenuItem(title, href, is_current, is_fallback, phase, items)


def alternates(content: LocalizedContent, here: Location) -> tuple[tuple[str, str], ...]:
    """Return the language tag and URL of each version of a page that is fully translated.

    `x-default` is the language for readers of others, or else the source language, which is
    complete: `/` only redirects.
    """
    languages = site_languages()
    urls = {
        language: public_url(here.address(language))
        for language in languages
        if here.is_complete(content.in_language(language.tag))
    }
    default = urls.get(languages.for_others, urls[languages.source])
    return (*((language.tag, url) for language, url in urls.items()), ("x-default", default))
