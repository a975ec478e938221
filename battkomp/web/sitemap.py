"""The site map, as data: addresses, menu, breadcrumb, sitemap and tests all read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from battkomp.content.model import Phase
from battkomp.content.queries import Reading
from battkomp.content.scopes import Scope
from battkomp.languages import Language
from battkomp.web.languages import current_language, site_languages


@dataclass(frozen=True)
class Place:
    """A kind of page: where it stands in the site, and what it is called in addresses.

    `words` holds the last part of its address per language; a language without a word of its own
    uses the source language's. `scope` names the content that the page itself is made of, `reads`
    what else it needs the words of.
    """

    key: str
    endpoint: str
    words: Mapping[str, str]
    scope: Scope
    parent: str | None = "home"
    menus: tuple[str, ...] = ()
    reads: Scope = ()


# The words are part of addresses that others have written down: do not change one without a
# redirect from the old.
SITE_MAP = (
    Place(
        "home",
        "home.index",
        {},
        ("pages.home", "@featured"),
        parent=None,
        menus=("main",),
        reads=("terms.",),
    ),
    Place(
        "phases",
        "phases.index",
        {"nb": "faser", "en": "phases"},
        ("pages.phases",),
        menus=("main",),
    ),
    Place("phase", "phases.show", {"nb": "<slug>"}, (), parent="phases"),
    Place(
        "findings",
        "knowledge.findings",
        {"nb": "funn", "en": "findings"},
        ("pages.findings", "findings.", "@findings"),
        menus=("knowledge",),
        reads=("terms.",),
    ),
    Place(
        "timeline",
        "knowledge.timeline",
        {"nb": "tidslinje", "en": "timeline"},
        ("pages.timeline", "milestones.", "@milestones"),
        menus=("knowledge",),
        reads=("terms.",),
    ),
    Place(
        "chain",
        "knowledge.chain",
        {"nb": "verdikjeden", "en": "value-chain"},
        ("pages.chain", "steps.", "@steps", "@since"),
        menus=("knowledge",),
        reads=("terms.",),
    ),
    Place(
        "figures",
        "knowledge.figures",
        {"nb": "tall", "en": "figures"},
        ("pages.figures", "figures.", "charts.", "@figures"),
        menus=("knowledge",),
        reads=("terms.",),
    ),
    Place(
        "organisations",
        "knowledge.organisations",
        {"nb": "organisasjoner", "en": "organisations"},
        ("pages.organisations", "@organisations", "@since"),
        menus=("knowledge",),
        reads=("terms.",),
    ),
    Place(
        "board",
        "board.index",
        {"nb": "styret", "en": "board"},
        ("pages.board", "board", "seats.", "@board"),
        menus=("project",),
    ),
    Place(
        "glossary",
        "reference.glossary",
        {"nb": "ordliste", "en": "glossary"},
        ("pages.glossary", "terms.", "@terms"),
        menus=("reference",),
    ),
    Place(
        "sources",
        "reference.sources",
        {"nb": "kilder", "en": "sources"},
        ("pages.sources", "sources."),
        menus=("reference",),
    ),
    Place(
        "data",
        "reference.data",
        {"nb": "data", "en": "data"},
        ("pages.data",),
        menus=("reference",),
    ),
    Place(
        "search",
        "search.index",
        {"nb": "sok", "en": "search"},
        ("pages.search",),
        menus=("search",),
    ),
    Place(
        "contact",
        "contact.index",
        {"nb": "kontakt", "en": "contact"},
        ("pages.contact", "contact", "@contact"),
        menus=("project", "footer"),
    ),
    Place(
        "accessibility",
        "about.accessibility",
        {"nb": "tilgjengelighet", "en": "accessibility"},
        ("pages.accessibility",),
        menus=("footer",),
    ),
    Place(
        "privacy",
        "about.privacy",
        {"nb": "personvern", "en": "privacy"},
        ("pages.privacy",),
        menus=("footer",),
        reads=("contact", "@contact"),
    ),
)

PLACES = {place.key: place for place in SITE_MAP}

# What every page needs, as the menu is on every page.
EVERYWHERE: Scope = ("phases.", "pages.", "contact")


@dataclass(frozen=True)
class Location:
    """One page: a place in the site map, and which of its pages it is, if there are several."""

    place: Place
    scope: Scope
    slugs: Mapping[str, str] = field(default_factory=dict)

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


_SINGLE_PAGES = {place.key: Location(place, place.scope) for place in SITE_MAP if place.scope}


def location(key: str) -> Location:
    """Return the location of a place that is a single page."""
    return _SINGLE_PAGES[key]


def location_of(phase: Phase) -> Location:
    """Return the location of a phase's own page."""
    return Location(PLACES["phase"], (phase.subject, f"@part.{phase.number}"), phase.slugs)


def scope_of(locations: Iterable[Location]) -> Scope:
    """Return what some pages are made of, together."""
    return tuple(dict.fromkeys(name for one in locations for name in one.scope))


def all_locations(reading: Reading) -> Iterator[Location]:
    """Yield every page of the site, in the order of the site map."""
    for place in SITE_MAP:
        if place.key == "phase":
            yield from (location_of(phase) for phase in reading.phases)
        else:
            yield location(place.key)


def needs_of(endpoint: str | None) -> Scope:
    """Return all that the single page of an endpoint needs the words of; nothing for no page."""
    found = next((place for place in SITE_MAP if place.endpoint == endpoint and place.scope), None)
    return (*found.scope, *found.reads) if found else ()


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
