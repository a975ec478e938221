"""Rendering everything that new content is shown in, before it goes live."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from werkzeug.exceptions import HTTPException

from battkomp.content.files import BadContentError
from battkomp.content.load import Check, Conditions
from battkomp.content.localized import LocalizedContent
from battkomp.content.snapshot import Snapshot
from battkomp.operations.static_site import fixed_addresses
from battkomp.settings import Settings
from battkomp.web.context import live_content, settings
from battkomp.web.locations import Location, all_locations
from battkomp.web.rendering import response_at
from battkomp.web.sitemap import COMPANIONS, page_keys

_ID = re.compile(r'\sid="([^"]*)"')


def conditions_of(site: Settings, check: Check = lambda _snapshot: None) -> Conditions:
    """Return the conditions on which content goes live on a site.

    :param check: raises `BadContentError` to refuse content, as `refuse_unrenderable` does.
    """
    return Conditions(site.tags, site.today(), page_keys(), check)


def refuse_unrenderable(snapshot: Snapshot) -> None:
    """Render every page, feed, calendar and data set of a snapshot in every language.

    Companions are left out: they show what has been rendered then.

    :raises BadContentError: if one of them cannot be rendered, or a page has an id twice.
    """
    with live_content().preview(snapshot), _without_log():
        pages = set()
        for language in settings().languages:
            content = snapshot.localized(language.tag, settings().today())
            for here in all_locations(content):
                address = here.address(language)
                pages.add(address)
                pages |= {here.beside(name).address(language) for name in COMPANIONS}
                for key, reason in _duplicate_ids(content, here, address):
                    file = snapshot.document.files.get(key.partition(".")[0], "")
                    raise BadContentError(file, key, reason)
        for address in fixed_addresses(current_app):
            if address not in pages:
                _render(address, "")


@contextmanager
def _without_log() -> Iterator[None]:
    """Keep out of the log what pages say of the running site, such as a missing inbox."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _render(address: str, subject: str) -> str:
    """Return the response for an address, without the response cache."""
    try:
        return response_at(address, _base_url()).get_data(as_text=True)
    except HTTPException as error:
        raise BadContentError("", subject, f"{address} answers {error.code}") from error
    except Exception as error:
        reason = f"{address} cannot be rendered: {type(error).__name__}: {error}"
        raise BadContentError("", subject, reason) from error


def _base_url() -> str:
    """Return a URL with a host that the site trusts."""
    hosts = settings().trusted_hosts
    if hosts:
        return f"http://{hosts[0].removeprefix('.')}"
    return settings().public_url or "http://localhost"


def _duplicate_ids(
    content: LocalizedContent, here: Location, address: str
) -> Iterator[tuple[str, str]]:
    """Yield key and reason where two elements of a page have one id (HTML, section 3.2.6)."""
    ids = Counter(_ID.findall(_render(address, here.subject)))
    for identifier in [one for one, count in ids.items() if count > 1]:
        subjects = [one.subject for one in here.entries(content) if one.key == identifier]
        key = subjects[-1] if subjects else here.subject
        yield key, f'{address} has the id "{identifier}" twice'
