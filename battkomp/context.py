"""What a request has at hand: the settings, and the content in its language."""

from __future__ import annotations

from flask import current_app, g, request

from battkomp.content import store
from battkomp.content.queries import Reading
from battkomp.languages import current_language, site_languages
from battkomp.settings import Settings


def settings() -> Settings:
    """Return the settings of the running site."""
    found: Settings = current_app.extensions["battkomp.settings"]
    return found


def reading() -> Reading:
    """Return the content as this request reads it: in its language, today.

    :raises sqlite3.OperationalError: if the database cannot be read.
    """
    if "reading" not in g:
        g.reading = Reading(
            store.reader(settings().database),
            current_language().tag,
            site_languages().source.tag,
            settings().today(),
        )
    found: Reading = g.reading
    return found


def public_url(address: str) -> str:
    """Return the whole URL of an address on this site."""
    start = settings().public_url or request.host_url.rstrip("/")
    return start + address
