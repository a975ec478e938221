"""Structured data of pages for search engines (JSON-LD, schema.org).

It holds facts that are on the page, and no others.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import url_for

from battkomp.content.views import Organisation, Seat
from battkomp.data.datasets import every_dataset
from battkomp.data.files import LICENCE
from battkomp.web.context import public_url
from battkomp.web.locations import location
from battkomp.web.page_frame import MenuItem, PageFrame

Thing = dict[str, Any]
_FILES = {"csv": "text/csv", "json": "application/json"}


def linked_data(frame: PageFrame) -> Thing:
    """Return the structured data of a page: its breadcrumb, and its subject."""
    here = frame.here
    about = _ABOUT.get(here.page.key) if here else None
    things = [*_breadcrumb(frame.breadcrumb), *(about(frame) if about else ())]
    return {"@context": "https://schema.org", "@graph": things}


def _breadcrumb(items: Iterable[MenuItem]) -> Iterator[Thing]:
    """Yield the breadcrumb, except on the front page."""
    steps = [
        {
            "@type": "ListItem",
            "position": position,
            "name": item.name,
            "item": {"@id": public_url(item.href)},
        }
        for position, item in enumerate(items, 1)
    ]
    if len(steps) > 1:
        yield {"@type": "BreadcrumbList", "itemListElement": steps}


def _site(frame: PageFrame) -> Iterator[Thing]:
    search = public_url(location("search").address(frame.language))
    yield {
        "@type": "WebSite",
        "name": "BattKOMP",
        "url": _home(frame),
        "description": frame.content.page("home").about.value,
        "inLanguage": frame.language.tag,
        "publisher": {"@type": "Project", "name": "BattKOMP", "url": _home(frame)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _board(frame: PageFrame) -> Iterator[Thing]:
    yield {
        "@type": "Project",
        "name": "BattKOMP",
        "url": _home(frame),
        "member": [_member(seat) for seat in frame.content.seats],
    }


def _member(seat: Seat) -> Thing:
    return {
        "@type": "Person",
        "name": seat.person.name,
        "description": str(seat.represents),
        "affiliation": [_organisation(one) for one in seat.organisations],
    }


def _organisation(organisation: Organisation) -> Thing:
    described = {"@type": "Organization", "name": str(organisation.name)}
    if organisation.website is not None:
        described["url"] = organisation.website
    return described


def _partners(frame: PageFrame) -> Iterator[Thing]:
    """Yield the partners in the project with their official names."""
    for partner in frame.content.partners:
        described = _organisation(partner)
        if partner.official and str(partner.official) != described["name"]:
            described["alternateName"] = str(partner.official)
        yield described


def _datasets(frame: PageFrame) -> Iterator[Thing]:
    """Yield the data sets with their files; search engines want 50 letters about each."""
    here = public_url(location("data").address(frame.language))
    for dataset in every_dataset():
        page = frame.content.page(dataset.key)
        files = {
            kind: url_for("downloads.show", key=dataset.key, file_format=kind) for kind in _FILES
        }
        yield {
            "@type": "Dataset",
            "name": f"BattKOMP: {dataset.title}",
            "description": f"{page.about} {dataset.definition.about}",
            "url": f"{here}#{dataset.key}",
            "inLanguage": frame.language.tag,
            "license": LICENCE.url,
            "isAccessibleForFree": True,
            "creator": {"@type": "Project", "name": "BattKOMP", "url": _home(frame)},
            "dateModified": dataset.changed_on.isoformat(),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": public_url(address),
                    "encodingFormat": _FILES[kind],
                }
                for kind, address in files.items()
            ],
        }


def _glossary(frame: PageFrame) -> Iterator[Thing]:
    """Yield the terms; their definitions are on the page."""
    here = public_url(location("glossary").address(frame.language))
    found = frame.content
    yield {
        "@type": "DefinedTermSet",
        "name": str(found.page("glossary").title),
        "url": here,
        "inLanguage": frame.language.tag,
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "name": str(term.term), "url": f"{here}#{term.key}"}
            for term in found.terms
        ],
    }


def _home(frame: PageFrame) -> str:
    return public_url(location("home").address(frame.language))


# By the key of the page in the site map.
_ABOUT: dict[str, Callable[[PageFrame], Iterator[Thing]]] = {
    "home": _site,
    "board": _board,
    "organisations": _partners,
    "glossary": _glossary,
    "data": _datasets,
}
