"""The site map: the pages of the site with their URLs, and the menus that they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask import current_app
from flask.sansio.app import App

from battkomp.content.localized import LocalizedContent
from battkomp.content.views import AnyEntry, Gap, Phase, with_links
from battkomp.http.layers import PREFIX
from battkomp.languages import Language, Languages
from battkomp.web.languages import current_language, site_languages


@dataclass(frozen=True)
class SitePage:
    """A page in the site map. `phase` is the page of each part of the project.

    :param key: name of the page in code and content.
    :param url: last part of its URL by language. Other languages use that of the source.
    :param shows: returns the entries that the page shows beside its own words. Their changes are
        changes of the page, and their gaps are gaps in it.
    :param parent: key of the page above it.
    :param menus: names of the menus that it is in.
    :param query: query parameters that its response depends on.
    :param carried: those of them that the language switch keeps.
    """

    key: str
    url: Mapping[str, str]
    shows: Callable[[LocalizedContent], Iterable[AnyEntry]] = lambda _content: ()
    parent: str | None = "home"
    menus: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()


# Others link to these URLs: do not change one without a redirect from the old one.
SITE_MAP = (
    SitePage("home", {}, shows=lambda content: content.featured, parent=None, menus=("main",)),
    SitePage("phases", {"nb": "faser", "en": "phases"}, menus=("main",)),
    SitePage("phase", {"nb": "<slug>"}, parent="phases"),
    SitePage(
        "findings",
        {"nb": "funn", "en": "findings"},
        shows=lambda content: content.findings,
        menus=("knowledge",),
    ),
    SitePage(
        "timeline",
        {"nb": "tidslinje", "en": "timeline"},
        shows=lambda content: content.milestones,
        menus=("knowledge",),
    ),
    SitePage(
        "chain",
        {"nb": "verdikjeden", "en": "value-chain"},
        shows=lambda content: (*content.steps, *content.since),
        menus=("knowledge",),
    ),
    SitePage(
        "figures",
        {"nb": "tall", "en": "figures"},
        shows=lambda content: (*content.figures, *content.charts),
        menus=("knowledge",),
    ),
    SitePage(
        "organisations",
        {"nb": "organisasjoner", "en": "organisations"},
        shows=lambda content: (*content.organisations, *content.since),
        menus=("knowledge",),
    ),
    SitePage(
        "board",
        {"nb": "styret", "en": "board"},
        shows=lambda content: (content.board, *content.seats),
        menus=("project",),
    ),
    SitePage("about", {"nb": "om-nettstedet", "en": "about"}, menus=("project", "footer")),
    SitePage(
        "glossary",
        {"nb": "ordliste", "en": "glossary"},
        shows=lambda content: content.terms,
        menus=("footer",),
    ),
    SitePage(
        "sources",
        {"nb": "kilder", "en": "sources"},
        shows=lambda content: content.sources,
        menus=("footer",),
    ),
    SitePage("data", {"nb": "data", "en": "data"}, menus=("footer",)),
    SitePage(
        "search",
        {"nb": "sok", "en": "search"},
        menus=("search",),
        query=("q", "page"),
        carried=("q",),
    ),
    SitePage(
        "contact",
        {"nb": "kontakt", "en": "contact"},
        shows=lambda content: (content.contact,),
        menus=("footer",),
        query=("receipt",),
        carried=("receipt",),
    ),
    SitePage("accessibility", {"nb": "tilgjengelighet", "en": "accessibility"}, menus=("footer",)),
    SitePage("privacy", {"nb": "personvern", "en": "privacy"}, menus=("footer",)),
)

PAGES = {page.key: page for page in SITE_MAP}


@dataclass(frozen=True)
class Location:
    """A page with an address of its own: a page in the site map, or that of one phase."""

    page: SitePage
    number: int | None = None
    slugs: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def subject(self) -> str:
        """The subject of the entry with the page's own words."""
        return f"pages.{self.page.key}" if self.number is None else f"phases.{self.number}"

    def entries(self, content: LocalizedContent) -> tuple[AnyEntry, ...]:
        """Return the entries that the page shows, its own first, with those that they name."""
        if self.number is None:
            own: AnyEntry = content.page(self.page.key)
            return (own, *with_links(self.page.shows(content)))
        phase = content.phases[self.number - 1]
        results = content.of_phase(phase)
        return with_links((phase, *results.findings, *results.figures, *results.milestones))

    def gaps(self, content: LocalizedContent) -> tuple[Gap, ...]:
        """Return the gaps in the translation that the page shows.

        Descriptions are not shown. Summaries are shown on the page of organisations, and in lists
        of phases, which mark those that are missing.
        """
        if content.is_translated:  # the usual case, without a look at each entry of each page
            return ()
        hidden = {"description"} if self.page.key == "organisations" else {"description", "summary"}
        gaps = content.gaps(self.entries(content))
        return tuple(gap for gap in gaps if gap.field not in hidden)

    def is_complete(self, content: LocalizedContent) -> bool:
        """Return whether all texts on the page are in the language of the content."""
        return not any(gap.is_missing for gap in self.gaps(content))

    def address(self, language: Language) -> str:
        """Return the path of the page in a language."""
        source = site_languages().source
        rule = url_rule(self.page.parent, self.page.url, language, source, page_end(current_app))
        if not self.slugs:
            return rule
        return rule.replace("<slug>", self.slugs.get(language.tag, self.slugs[source.tag]))


def location(key: str) -> Location:
    """Return the location of the page with a key."""
    return Location(PAGES[key])


def location_of(phase: Phase) -> Location:
    """Return the location of the page of a phase."""
    return Location(PAGES["phase"], phase.number, phase.slug)


def address(phase: Phase) -> str:
    """Return the path of the page of a phase in the language of the request."""
    return location_of(phase).address(current_language())


def page_keys() -> tuple[str, ...]:
    """Return the keys of the pages whose words are in the section `pages` of the content."""
    return tuple(page.key for page in SITE_MAP if page.key != "phase")


def all_locations(content: LocalizedContent) -> Iterator[Location]:
    """Yield every page of the site, in the order of the site map."""
    for page in SITE_MAP:
        if page.key == "phase":
            yield from (location_of(phase) for phase in content.phases)
        else:
            yield location(page.key)


def page_end(app: App) -> str:
    """Return the end of the addresses of pages.

    Pages of the static site are folders, which file servers serve without a redirect only with a
    slash at the end.
    """
    return "/" if app.extensions["battkomp.settings"].static_site else ""


def url_rule(
    above: str | None,
    names: Mapping[str, str],
    language: Language,
    source: Language,
    page_end: str = "",
) -> str:
    """Return the URL rule of a page or file in a language, such as `/en/phases/<slug>`.

    :param above: key of the page above it; None for the front page.
    :param names: last part of the URL by language. Other languages use that of the source.
    :param page_end: see `page_end`.
    """
    if above is None:
        return f"/{language.tag}/"
    page = PAGES[above]
    start = url_rule(page.parent, page.url, language, source).rstrip("/")
    name = names.get(language.tag, names[source.tag])
    return f"{start}/{name}{'' if '.' in name else page_end}"


def query_parameters(languages: Languages) -> Callable[[str], frozenset[str]]:
    """Return a function that returns the query parameters that the response at a path depends on.

    It knows the paths of pages, their parts and their fragments.
    """
    known = [
        (f"{url_rule(page.parent, page.url, language, languages.source)}/", frozenset(page.query))
        for page in SITE_MAP
        if page.query
        for language in languages
    ]

    def parameters(path: str) -> frozenset[str]:
        path = f"{path.removeprefix(PREFIX)}/"
        return next((names for start, names in known if path.startswith(start)), frozenset())

    return parameters
