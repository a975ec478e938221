"""The links that lead away from the site: where they stand, and what has become of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import battkomp
from battkomp.content import export
from battkomp.db import connections
from battkomp.operations import link_check, static_edition, version
from battkomp.operations.link_check import Found
from battkomp.settings import Settings

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_AFTER_AN_ADDRESS = ".,;:!?)]}»”'"

# Where a link stands, and its address.
_Standing = tuple[str, str]


@dataclass(frozen=True)
class Link:
    """A link to another site: what was found there, and the pages and files that it stands in."""

    address: str
    found: Found
    places: tuple[str, ...]


def check(settings: Settings) -> list[Link]:
    """Ask every link that leads away from the site whether it still works.

    :raises UnansweredError: if a page of the site itself cannot be rendered.
    :raises NoContentError, ReadError: if there is no content, or it cannot be read.
    """
    places = collected(settings)
    found = link_check.ask_all(places, _agent(settings))
    return [Link(address, found[address], places[address]) for address in sorted(places)]


def collected(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return every address on other hosts, with the pages and the files of content that name it.

    All pages in all languages are looked at. A file may name what no page shows yet.

    :raises UnansweredError, NoContentError, ReadError: as `check` does.
    """
    own = settings.public_url or "http://localhost"
    hosts = {urlsplit(own).hostname, *settings.trusted_hosts}
    places: dict[str, dict[str, None]] = {}
    with connections.snapshot(settings.database):  # every page is read within it
        in_content = list(_in_content(settings))
        for place, link in (*_on_pages(settings, own), *in_content):
            address = link.partition("#")[0]
            if _is_external(address, hosts):
                places.setdefault(address, {})[place] = None
    return {address: tuple(found) for address, found in places.items()}


def _agent(settings: Settings) -> str:
    """Return who asks: a host that is troubled by it can see whom to tell."""
    home = f" (+{settings.public_url})" if settings.public_url else ""
    return f"BattKOMP-links/{version.release()}{home}"


def _is_external(address: str, hosts: Iterable[str | None]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and parts.hostname not in hosts
    except ValueError:  # it is no address, and that is to be told
        return True


def _on_pages(settings: Settings, own: str) -> Iterator[_Standing]:
    # As in an edition: whoever asks, and when, makes no difference to what a page says.
    app = battkomp.create_app(static_edition.settings_for(settings, own))
    for page, body in static_edition.answers(app, static_edition.pages(app)):
        anchors = _Anchors()
        anchors.feed(body.decode())
        for address in anchors.addresses:
            yield page, _joined(own + page, address)


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:
        return address


def _in_content(settings: Settings) -> Iterator[_Standing]:
    document = export.document_of(connections.reader(settings.database))
    for file, sections in export.files_of(document).items():
        for key, text in _texts(sections, ""):
            for address in _ADDRESS.findall(text):
                yield f"{file}: {key}", address.rstrip(_AFTER_AN_ADDRESS)


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield each text in a part of a file, with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)


class _Anchors(HTMLParser):
    """Collects what a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        address = dict(attrs).get("href") if tag in ("a", "area") else None
        if address:
            self.addresses.append(address.strip())
