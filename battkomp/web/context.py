"""What a request has at hand: the settings, and the content in its language."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from datetime import date
from typing import Any

from flask import Flask, current_app, g, request
from sqlite_utils import Database

from battkomp.content.queries import Reading
from battkomp.db import connections
from battkomp.db.watch import Watch
from battkomp.settings import Settings
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import EVERYWHERE, needs_of

# Of a kilobyte or two each. A reading that has kept more is begun anew.
_MOST_SUBJECTS = 2000


class _Kept(threading.local):
    """A thread's readings of the content in one state, by language, and what is made of each."""

    def __init__(self) -> None:
        self.state: tuple[object, ...] | None = None
        self.readings: dict[str, tuple[Reading, dict[Hashable, Any]]] = {}


def settings() -> Settings:
    """Return the settings of the running site."""
    found: Settings = current_app.extensions["battkomp.settings"]
    return found


def reading() -> Reading:
    """Return the content as this request reads it: in its language, today, at one moment.

    :raises ReadError: if the database cannot be read.
    """
    if "reading" not in g:
        g.snapshot = ExitStack()
        db = g.snapshot.enter_context(connections.snapshot(settings().database))
        g.reading, g.beside = _again(db)
        g.reading.read(needs_of(request.endpoint if request else None))
    found: Reading = g.reading
    return found


def beside() -> dict[Hashable, Any]:
    """Return a place for what is made of `reading()`, and holds as long as that.

    :raises ReadError: if the database cannot be read.
    """
    reading()
    found: dict[Hashable, Any] = g.beside
    return found


def _again(db: Database) -> tuple[Reading, dict[Hashable, Any]]:
    """Return what this thread has read before, as far as it would be read the same again.

    To read what the frame of a page needs takes as long as all the rest of the page.
    """
    kept: _Kept = current_app.extensions["battkomp.readings"]
    state = (db.conn, connections.mark_in(db), settings().today())
    if kept.state != state:
        kept.state, kept.readings = state, {}
    language = current_language().tag
    found = kept.readings.get(language)
    if found is None or found[0].size > _MOST_SUBJECTS:
        source, today = site_languages().source.tag, settings().today()
        fresh = Reading(db, language, source, today, EVERYWHERE)
        found = kept.readings[language] = fresh, {}
    return found


def state_of(settings: Settings) -> Callable[[], tuple[str, date] | None]:
    """Return a function that tells what answers are made from besides the request.

    It is the state of the content, and the day, by which a part of the project is launched; None
    while the content cannot be read.
    """
    watch = Watch(settings.database)

    def state() -> tuple[str, date] | None:
        try:
            return watch.mark(), settings.today()
        except connections.ReadError:
            return None

    return state


def init_app(app: Flask) -> None:
    """Let go of the content at the end of each request."""
    app.extensions["battkomp.readings"] = _Kept()
    app.teardown_appcontext(_let_go)


def _let_go(_error: BaseException | None) -> None:
    g.pop("reading", None)
    g.pop("beside", None)
    g.pop("snapshot", ExitStack()).close()


def public_url(address: str) -> str:
    """Return the whole URL of an address on this site."""
    start = settings().public_url or request.host_url.rstrip("/")
    return start + address
