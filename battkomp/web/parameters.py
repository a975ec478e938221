"""Which parameters of a query a page looks at: the cache and the frame go by it."""

from __future__ import annotations

from collections.abc import Callable

from battkomp.http.fragments import PREFIX
from battkomp.languages import Languages
from battkomp.web.sitemap import PLACES, Place, pattern

# What a query may say to the page of a place. No answer depends on anything else of it.
PARAMETERS = {"search": ("q", "page"), "contact": ("receipt",)}
# What of it the switch carries over to the other language: what the visitor has typed, or the
# receipt they have. That has pages of hits of its own.
CARRIED = frozenset({"q", "receipt"})

_NONE: frozenset[str] = frozenset()


def read_by(place: Place) -> frozenset[str]:
    """Return the parameters that a page of a place looks at."""
    return frozenset(PARAMETERS.get(place.key, ()))


def by_path(languages: Languages) -> Callable[[str], frozenset[str]]:
    """Return what says of a path which parameters its page looks at, a fragment's or a piece's too.

    :param languages: those of the site, in which pages have their addresses.
    """
    beginnings = {
        pattern(PLACES[key], language, languages.source): frozenset(names)
        for key, names in PARAMETERS.items()
        for language in languages
    }

    def parameters(path: str) -> frozenset[str]:
        page = path.removeprefix(PREFIX)
        found = (names for start, names in beginnings.items() if f"{page}/".startswith(f"{start}/"))
        return next(found, _NONE)

    return parameters
