"""List every page of the site, and its addresses for programs."""

from collections.abc import Iterable
from typing import Any

import pytest

# Written out, because people have bookmarked these addresses: none may change by accident.
PAIRS = (
    ("/nb/", "/en/"),
    ("/nb/faser", "/en/phases"),
    ("/nb/faser/1-behovskartlegging", "/en/phases/1-needs-assessment"),
    ("/nb/faser/2-gap-og-anbefalinger", "/en/phases/2-gaps-and-recommendations"),
    ("/nb/faser/3-rekruttering-og-samfunn", "/en/phases/3-recruitment-and-society"),
    ("/nb/funn", "/en/findings"),
    ("/nb/tidslinje", "/en/timeline"),
    ("/nb/verdikjeden", "/en/value-chain"),
    ("/nb/tall", "/en/figures"),
    ("/nb/organisasjoner", "/en/organisations"),
    ("/nb/styret", "/en/board"),
    ("/nb/om-nettstedet", "/en/about"),
    ("/nb/ordliste", "/en/glossary"),
    ("/nb/kilder", "/en/sources"),
    ("/nb/data", "/en/data"),
    ("/nb/endringer", "/en/changes"),
    ("/nb/sok", "/en/search"),
    ("/nb/kontakt", "/en/contact"),
    ("/nb/tilgjengelighet", "/en/accessibility"),
    ("/nb/personvern", "/en/privacy"),
)
EVERY_PAGE = tuple(address for pair in PAIRS for address in pair)
# By the name of each companion, the end of its address in each language.
COMPANIONS = {
    "side_by_side": {"nb": "side-om-side", "en": "side-by-side"},
    "history": {"nb": "historikk", "en": "history"},
}
# One page of each kind: front page, part, list, table, form and text.
KINDS_OF_PAGES = (
    "/nb/",
    "/en/phases/1-needs-assessment",
    "/nb/funn",
    "/en/organisations",
    "/nb/kontakt",
    "/en/privacy",
)

# People have given these to their programs.
FEEDS = {"nb": "/nb/endringer.atom", "en": "/en/changes.atom"}
CHANGES = {"nb": "/nb/endringer", "en": "/en/changes"}
CALENDARS = {"nb": "/nb/milepaeler.ics", "en": "/en/milestones.ics"}
SEARCHES = {"nb": "/nb/opensearch.xml", "en": "/en/opensearch.xml"}
MANIFESTS = {"nb": "/nb/manifest.webmanifest", "en": "/en/manifest.webmanifest"}
TYPES = {
    "application/atom+xml; charset=utf-8": FEEDS,
    "text/calendar; charset=utf-8": CALENDARS,
    "application/opensearchdescription+xml; charset=utf-8": SEARCHES,
    "application/manifest+json": MANIFESTS,
}
DOCUMENTS = tuple(address for group in TYPES.values() for address in group.values())

TIMELINES = {"nb": "/nb/tidslinje", "en": "/en/timeline"}
NASTY = "Å & <b>ord</b> ]]> \"sitat\", 'apostrof'; \\n, {x} – slutt"


def english_in_full(addresses: Iterable[str]) -> list[Any]:
    """Return addresses for `parametrize`; those in English are for `make test-full`.

    In the other language, the same templates have other words.
    """
    full = pytest.mark.full
    return [one if language_of(one) == "nb" else pytest.param(one, marks=full) for one in addresses]


def language_of(address: str) -> str:
    """Return the language in an address."""
    return address.split("/")[1]


def companion_of(address: str, name: str) -> str:
    """Return the address of a companion of a page."""
    return f"{address.rstrip('/')}/{COMPANIONS[name][language_of(address)]}"


def counterpart(address: str) -> str:
    """Return the same page in the other language."""
    return next(other for pair in PAIRS for own, other in (pair, pair[::-1]) if own == address)
