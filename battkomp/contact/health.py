"""Whether messages can be kept, and whether they reach anybody: what `/readyz` asks of them."""

from __future__ import annotations

from flask import Flask

from battkomp.contact import inbox
from battkomp.db import health as condition
from battkomp.db.connections import ReadError
from battkomp.settings import Settings
from battkomp.web import health
from battkomp.web.health import NotReadyError

_PATIENCE = 60 * 60  # seconds that a message may wait to be mailed


def init_app(app: Flask) -> None:
    """Register the checks."""
    settings: Settings = app.extensions["battkomp.settings"]
    health.register(app, "inbox", lambda: _check_inbox(settings))
    health.register(app, "mail", lambda: _check_mail(settings))


def _check_inbox(settings: Settings) -> None:
    if not settings.inbox_file.exists():
        raise NotReadyError("missing")
    _trouble(settings)


def _check_mail(settings: Settings) -> str | None:
    if settings.mail_server is None:
        return "not set"
    trouble = _trouble(settings)
    if trouble is not None:
        raise NotReadyError(trouble)
    return None


def _trouble(settings: Settings) -> str | None:
    try:
        return inbox.trouble(settings.inbox_file, settings.now(), _PATIENCE)
    except ReadError as error:
        reason = "locked" if condition.is_locked(error) else "unreadable"
        raise NotReadyError(reason) from error
