"""The site map: the pages of the site with their URLs, and the menus that they are in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask.sansio.app import App

from battkomp.content.localized import LocalizedContent
from battkomp.content.views import AnyEntry
from battkomp.http.layers import PREFIX
from battkomp.languages import Language, Languages


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
    SitePage("changes", {"nb": "endringer", "en": "changes"}, menus=("footer",)),
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

# Every page has these companions below it: by the name of each, the last part of its URL. They show
# the page in another way, and are in neither menus, search nor sitemap.
COMPANIONS = {
    "side_by_side": {"nb": "side-om-side", "en": "side-by-side"},
    "history": {"nb": "historikk", "en": "history"},
}


def page_keys() -> tuple[str, ...]:
    """Return the keys of the pages whose words are in the section `pages` of the content."""
    return tuple(page.key for page in SITE_MAP if page.key != "phase")


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
