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
from battkomp.content.reasons import Reason
from battkomp.content.snapshot import Snapshot
from battkomp.languages import N_
from battkomp.operations.static_site import fixed_addresses
from battkomp.settings import Settings
from battkomp.web.context import content, live_content, settings
from battkomp.web.languages import current_language
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
            found = snapshot.localized(language.tag, settings().today())
            for here in all_locations(found):
                address = here.address(language)
                pages.add(address)
                pages |= {here.beside(name).address(language) for name in COMPANIONS}
                for key, reason in _duplicate_ids(found, here, address):
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
        reason = Reason(N_("%(address)s answers %(status)s"), address=address, status=error.code)
        raise BadContentError("", subject, reason) from error
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        reason = Reason(N_("%(address)s cannot be shown: %(fault)s"), address=address, fault=fault)
        raise BadContentError("", subject, reason) from error


def _base_url() -> str:
    """Return a URL with a host that the site trusts."""
    hosts = settings().trusted_hosts
    if hosts:
        return f"http://{hosts[0].removeprefix('.')}"
    return settings().public_url or "http://localhost"


def ids_beside(section: str) -> set[str]:
    """Return the ids on all pages that show a section, which no new entry may have as its key."""
    found, language = content(), current_language()
    pages = [
        here
        for here in all_locations(found)
        if section in [one.section for one in here.entries(found)]
    ]
    with _without_log():
        shown = "".join(_render(here.address(language), here.subject) for here in pages)
    return set(_ID.findall(shown))


def _duplicate_ids(
    found: LocalizedContent, here: Location, address: str
) -> Iterator[tuple[str, str]]:
    """Yield key and reason where two elements of a page have one id (HTML, section 3.2.6)."""
    ids = Counter(_ID.findall(_render(address, here.subject)))
    for identifier in [one for one, count in ids.items() if count > 1]:
        subjects = [one.subject for one in here.entries(found) if one.key == identifier]
        key = subjects[-1] if subjects else here.subject
        reason = N_('%(address)s has the id "%(id)s" twice')
        yield key, Reason(reason, address=address, id=identifier)
