"""The settings and the content at hand in a request."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from flask import Flask, current_app, g, request
from sqlite_utils import Database

from battkomp.content.localized import LocalizedContent
from battkomp.content.snapshot import LiveContent, Snapshot
from battkomp.db import connections
from battkomp.db.connections import ReadError
from battkomp.settings import Settings
from battkomp.web.languages import current_language


def settings() -> Settings:
    """Return the settings of the running site."""
    found: Settings = current_app.extensions["battkomp.settings"]
    return found


def live_content() -> LiveContent:
    """Return the live content of the running site."""
    found: LiveContent = current_app.extensions["battkomp.content"]
    return found


def content() -> LocalizedContent:
    """Return the content in the language of the request. It stays the same for all of a request.

    :raises NoContentError: if the database has no content.
    :raises ReadError: if it cannot be read.
    """
    snapshot: Snapshot | None = g.get("snapshot")
    if snapshot is None:
        snapshot = g.snapshot = live_content().snapshot()
    return snapshot.localized(current_language().tag, settings().today())


def search_index() -> AbstractContextManager[Database]:
    """Open a database with the search index of the content of the request, to read from.

    :raises ReadError: if it cannot be read.
    """
    open_index: Callable[[], AbstractContextManager[Database]] | None = g.get("open_search_index")
    return open_index() if open_index else connections.snapshot(settings().database)


def content_state(app: Flask) -> tuple[str, date] | None:
    """Return the state that responses depend on: the content, and the day for phase status.

    :returns: None if the content cannot be read.
    """
    live: LiveContent = app.extensions["battkomp.content"]
    site: Settings = app.extensions["battkomp.settings"]
    try:
        return live.mark(), site.today()
    except ReadError:
        return None


def init_app(app: Flask) -> None:
    """Set up the live content."""
    site: Settings = app.extensions["battkomp.settings"]
    app.extensions["battkomp.content"] = LiveContent(site.database, site.tags)


def public_url(address: str) -> str:
    """Return the whole URL of an address on this site."""
    start = settings().public_url or request.host_url.rstrip("/")
    return start + address
