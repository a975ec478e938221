"""The site map, as data: addresses, menu, breadcrumb, sitemap and tests all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from battkomp.content.localized import LocalizedContent
from battkomp.content.views import AnyEntry, Phase, with_links
from battkomp.languages import Language
from battkomp.web.languages import current_language, site_languages


@dataclass(frozen=True)
class Place:
    """A kind of page: where it stands in the site, and what it is called in addresses.

    `words` holds the last part of its address per language; a language without a word of its own
    uses the source language's. `shows` returns the entries that the page shows beside its own
    words: their changes are changes of the page, and their gaps are gaps in it.
    """

    key: str
    endpoint: str
    words: Mapping[str, str]
    shows: Callable[[LocalizedContent], Iterable[AnyEntry]] = lambda _content: ()
    parent: str | None = "home"
    menus: tuple[str, ...] = ()


# The words are part of addresses that others have written down: do not change one without a
# redirect from the old.
SITE_MAP = (
    Place(
        "home",
        "home.index",
        {},
        shows=lambda content: content.featured,
        parent=None,
        menus=("main",),
    ),
    Place(
        "phases",
        "phases.index",
        {"nb": "faser", "en": "phases"},
        menus=("main",),
    ),
    Place("phase", "phases.show", {"nb": "<slug>"}, parent="phases"),
    Place(
        "findings",
        "knowledge.findings",
        {"nb": "funn", "en": "findings"},
        shows=lambda content: content.findings,
        menus=("knowledge",),
    ),
    Place(
        "timeline",
        "knowledge.timeline",
        {"nb": "tidslinje", "en": "timeline"},
        shows=lambda content: content.milestones,
        menus=("knowledge",),
    ),
    Place(
        "chain",
        "knowledge.chain",
        {"nb": "verdikjeden", "en": "value-chain"},
        shows=lambda content: (*content.steps, *content.since),
        menus=("knowledge",),
    ),
    Place(
        "figures",
        "knowledge.figures",
        {"nb": "tall", "en": "figures"},
        shows=lambda content: (*content.figures, *content.charts),
        menus=("knowledge",),
    ),
    Place(
        "organisations",
        "knowledge.organisations",
        {"nb": "organisasjoner", "en": "organisations"},
        shows=lambda content: (*content.organisations, *content.since),
        menus=("knowledge",),
    ),
    Place(
        "board",
        "board.index",
        {"nb": "styret", "en": "board"},
        shows=lambda content: (content.board, *content.seats),
        menus=("project",),
    ),
    Place(
        "glossary",
        "reference.glossary",
        {"nb": "ordliste", "en": "glossary"},
        shows=lambda content: content.terms,
        menus=("reference",),
    ),
    Place(
        "sources",
        "reference.sources",
        {"nb": "kilder", "en": "sources"},
        shows=lambda content: content.sources,
        menus=("reference",),
    ),
    Place(
        "data",
        "reference.data",
        {"nb": "data", "en": "data"},
        menus=("reference",),
    ),
    Place(
        "search",
        "search.index",
        {"nb": "sok", "en": "search"},
        menus=("search",),
    ),
    Place(
        "contact",
        "contact.index",
        {"nb": "kontakt", "en": "contact"},
        shows=lambda content: (content.contact,),
        menus=("project", "footer"),
    ),
    Place(
        "accessibility",
        "about.accessibility",
        {"nb": "tilgjengelighet", "en": "accessibility"},
        menus=("footer",),
    ),
    Place(
        "privacy",
        "about.privacy",
        {"nb": "personvern", "en": "privacy"},
        menus=("footer",),
    ),
)

PLACES = {place.key: place for place in SITE_MAP}


def page_keys() -> tuple[str, ...]:
    """Return the keys of the pages that have an entry of their own in the content."""
    return tuple(place.key for place in SITE_MAP if place.key != "phase")


@dataclass(frozen=True)
class Location:
    """One page: a place in the site map and, for a phase's own page, the number of the phase."""

    place: Place
    number: int | None = None
    slugs: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def subject(self) -> str:
        """The subject of the entry that has the page's own words."""
        return f"pages.{self.place.key}" if self.number is None else f"phases.{self.number}"

    def entries(self, content: LocalizedContent) -> tuple[AnyEntry, ...]:
        """Return the entries that the page shows, its own first, with those that they name."""
        if self.number is None:
            own: AnyEntry = content.page(self.place.key)
            return (own, *with_links(self.place.shows(content)))
        phase = content.phases[self.number - 1]
        results = content.of_phase(phase)
        return with_links((phase, *results.findings, *results.figures, *results.milestones))

    def address(self, language: Language) -> str:
        """Return the page's path in a language."""
        source = site_languages().source
        rule = pattern(self.place, language, source)
        if not self.slugs:
            return rule
        return rule.replace("<slug>", self.slugs.get(language.tag, self.slugs[source.tag]))


def address(phase: Phase) -> str:
    """Return the path of a phase's own page in the language of the request."""
    return location_of(phase).address(current_language())


def pattern(place: Place, language: Language, source: Language) -> str:
    """Return the URL rule of a place in a language, such as `/en/phases/<slug>`."""
    return _pattern(place.key, language.tag, source.tag)


@lru_cache(maxsize=256)
def _pattern(key: str, language: str, source: str) -> str:
    place = PLACES[key]
    if place.parent is None:
        return f"/{language}/"
    above = _pattern(place.parent, language, source).rstrip("/")
    return f"{above}/{place.words.get(language, place.words[source])}"


_SINGLE_PAGES = {place.key: Location(place) for place in SITE_MAP if place.key != "phase"}


def location(key: str) -> Location:
    """Return the location of a place that is a single page."""
    return _SINGLE_PAGES[key]


def location_of(phase: Phase) -> Location:
    """Return the location of a phase's own page."""
    return Location(PLACES["phase"], phase.number, phase.slug)


def all_locations(content: LocalizedContent) -> Iterator[Location]:
    """Yield every page of the site, in the order of the site map."""
    for place in SITE_MAP:
        if place.key == "phase":
            yield from (location_of(phase) for phase in content.phases)
        else:
            yield location(place.key)


def place_at(path: str) -> tuple[Place, Mapping[str, str]] | None:
    """Return which place a path is an address of, and the parts of it that vary, or None."""
    adapter = request_ctx.url_adapter
    if adapter is None:  # the request names a host that is not ours
        return None
    try:
        endpoint, values = adapter.match(path, method="GET")
    except HTTPException:
        return None
    return next(((place, values) for place in SITE_MAP if place.endpoint == endpoint), None)
