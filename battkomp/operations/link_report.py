"""The report of links to other sites: where they are, and whether they work."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import battkomp
from battkomp.content import export, storage
from battkomp.content.rules import all_strings
from battkomp.db import connections
from battkomp.operations import link_check, static_site
from battkomp.operations.link_check import LinkResult
from battkomp.settings import Settings
from battkomp.web.urls import is_trusted_host

_HREF = re.compile(r'<(?:a|area)\s[^>]*?\bhref="([^"]*)"')
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PUNCTUATION = ".,;:!?)]}»”'"  # at the end of an address in running text


@dataclass(frozen=True)
class Link:
    """A link to another site, its result, and the pages and TOML keys that hold it."""

    address: str
    result: LinkResult
    places: tuple[str, ...]


def check(settings: Settings) -> list[Link]:
    """Check every link to another site.

    :raises UnexpectedAnswerError: if a page of the site itself cannot be rendered.
    :raises NoContentError, ReadError: if there is no content, or it cannot be read.
    """
    places = collect(settings)
    contact = f" (+{settings.public_url})" if settings.public_url else ""
    results = link_check.check_all(places, f"BattKOMP-links{contact}")
    return [Link(address, results[address], places[address]) for address in sorted(places)]


def as_json(links: Collection[Link], day: date) -> str:
    """Return the report of a day as JSON."""
    report = [
        {"address": link.address, **asdict(link.result), "places": link.places} for link in links
    ]
    return json.dumps({"day": day.isoformat(), "links": report}, indent=2)


def lines(links: Collection[Link]) -> Iterator[str]:
    """Yield the lines of the report: a summary, then each link that needs a look."""
    counts = Counter(link.result.state for link in links)
    yield (
        f"Links to other sites: {len(links)}. They work: {counts['works']}; "
        f"moved: {counts['moved']}; broken: {counts['broken']}."
    )
    for state in ("broken", "moved"):
        for link in links:
            if link.result.state == state:
                yield from ("", f"{state.capitalize()}: {link.address}")
                if state == "broken":
                    yield f"  {link.result.said}"
                if link.result.moved_to is not None:
                    yield f"  has moved for good to {link.result.moved_to}"
                yield from (f"  found in {place}" for place in link.places)


def collect(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the places of each address on another host: pages, and keys of the content files.

    The content may hold a link that no page shows yet.
    """
    own_url = settings.public_url or "http://localhost"
    own_hosts = (urlsplit(own_url).netloc, *settings.trusted_hosts)
    places: dict[str, dict[str, None]] = {}
    for place, link in (*_links_on_pages(settings, own_url), *_links_in_content(settings)):
        address = link.partition("#")[0]
        if _is_external(address, own_hosts):
            places.setdefault(address, {})[place] = None
    return {address: tuple(found) for address, found in places.items()}


def _is_external(address: str, own_hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # an invalid address belongs in the report
        return True
    return parts.scheme in ("http", "https") and not is_trusted_host(own_hosts, parts.netloc)


def _links_on_pages(settings: Settings, own_url: str) -> Iterator[tuple[str, str]]:
    own = static_site.settings_for(settings, own_url)
    app = battkomp.create_app(
        replace(own, static_site=False)
    )  # with the addresses of the live site
    for page in static_site.pages(app):
        for href in _HREF.findall(static_site.get(app, page).text):
            yield page, unescape(href)


def _links_in_content(settings: Settings) -> Iterator[tuple[str, str]]:
    with connections.snapshot(settings.database) as db:
        document = storage.read(db)
    for file, sections in export.files_of(document).items():
        for key, text in all_strings(sections):
            for address in _ADDRESS.findall(text):
                yield f"{file}: {key.lstrip('.')}", address.rstrip(_PUNCTUATION)
