"""Pages and their companions, each with an address in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flask import current_app

from battkomp.content.localized import LocalizedContent
from battkomp.content.model import Text
from battkomp.content.views import AnyEntry, Phase, with_links
from battkomp.languages import Language
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import COMPANIONS, PAGES, SITE_MAP, SitePage, page_end, url_rule


@dataclass(frozen=True)
class Location:
    """A page with an address of its own: a page in the site map, or that of one phase.

    :param number: number of the phase.
    :param companion: name of the page's companion that this is, if it is not the page itself.
    """

    page: SitePage
    number: int | None = None
    slugs: Mapping[str, str] = field(default_factory=dict, compare=False)
    companion: str | None = None

    def beside(self, companion: str | None) -> "Location":
        """Return the location of a companion of the page, or of the page itself."""
        return replace(self, companion=companion)

    @property
    def subject(self) -> str:
        """The subject of the entry with the page's own words."""
        return f"pages.{self.page.key}" if self.number is None else f"phases.{self.number}"

    def entries(self, content: LocalizedContent) -> tuple[AnyEntry, ...]:
        """Return the entries that the page shows, its own first, with those that they name."""
        return with_links(self.own_entries(content))

    def own_entries(self, content: LocalizedContent) -> tuple[AnyEntry, ...]:
        """Return the entries that the page shows, its own first, without those that they name."""
        if self.number is None:
            return (content.page(self.page.key), *self.page.shows(content))
        phase = content.phases[self.number - 1]
        results = content.of_phase(phase)
        return (phase, *results.findings, *results.figures, *results.milestones)

    @property
    def hidden(self) -> frozenset[str]:
        """The fields of entries that the page does not show.

        Descriptions are not shown. Summaries are shown on the page of organisations, and in lists
        of phases, which mark those that are missing.
        """
        shows_summaries = self.page.key == "organisations"
        return frozenset({"description"} if shows_summaries else {"description", "summary"})

    def gaps(self, content: LocalizedContent) -> tuple[Text, ...]:
        """Return the gaps in the translation that the page shows."""
        if content.is_translated:  # the usual case, without a look at each entry of each page
            return ()
        gaps = content.gaps(self.entries(content))
        return tuple(one for one in gaps if one.name.rpartition(".")[2] not in self.hidden)

    def is_complete(self, content: LocalizedContent) -> bool:
        """Return whether all texts on the page are in the language of the content."""
        return not any(one.is_fallback for one in self.gaps(content))

    def address(self, language: Language) -> str:
        """Return the path of the page in a language."""
        above, names = self.page.parent, self.page.url
        if self.companion:
            above, names = self.page.key, COMPANIONS[self.companion]
        source = site_languages().source
        rule = url_rule(above, names, language, source, page_end(current_app))
        if not self.slugs:
            return rule
        return rule.replace("<slug>", self.slugs.get(language.tag, self.slugs[source.tag]))


def location(key: str) -> Location:
    """Return the location of the page with a key."""
    return Location(PAGES[key])


def location_of(phase: Phase) -> Location:
    """Return the location of the page of a phase."""
    return Location(PAGES["phase"], phase.number, phase.slug)


def location_at(content: LocalizedContent, key: str, slug: str = "") -> Location | None:
    """Return the location of the page with a key, or None if no phase has the slug."""
    if key != "phase":
        return location(key)
    phase = content.phase_at(slug)
    return location_of(phase) if phase else None


def address(phase: Phase) -> str:
    """Return the path of the page of a phase in the language of the request."""
    return location_of(phase).address(current_language())


def all_locations(content: LocalizedContent) -> Iterator[Location]:
    """Yield every page of the site, in the order of the site map."""
    for page in SITE_MAP:
        if page.key == "phase":
            yield from (location_of(phase) for phase in content.phases)
        else:
            yield location(page.key)
