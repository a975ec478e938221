"""What a request has at hand: the settings, and the content in its language."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date

from flask import Flask, current_app, g, request

from battkomp.content import store
from battkomp.content.queries import Reading
from battkomp.languages import current_language, site_languages
from battkomp.settings import Settings


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
        g.reading = Reading(
            g.snapshot.enter_context(store.snapshot(settings().database)),
            current_language().tag,
            site_languages().source.tag,
            settings().today(),
        )
    found: Reading = g.reading
    return found


def state(settings: Settings) -> tuple[str, date] | None:
    """Return what every answer of the site is made from besides the request, or None if unknown.

    It is the state of the content, and the day, by which a part of the project is launched.
    """
    try:
        return store.mark(settings.database), settings.today()
    except store.ReadError:
        return None


def init_app(app: Flask) -> None:
    """Let go of the content at the end of each request."""
    app.teardown_appcontext(_let_go)
    app.add_template_global(public_url)


def _let_go(_error: BaseException | None) -> None:
    g.pop("reading", None)
    g.pop("snapshot", ExitStack()).close()


def public_url(address: str) -> str:
    """Return the whole URL of an address on this site."""
    start = settings().public_url or request.host_url.rstrip("/")
    return start + address
