"""The readiness checks of the inbox and of its mails."""

from flask import Flask

from battkomp.contact import outbox, schema
from battkomp.db import connections
from battkomp.db.connections import OtherReleaseError, ReadError
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
    _is_delayed(settings)
    if not connections.is_writable(settings.inbox_file):
        raise NotReadyError("not writable")


def _check_mail(settings: Settings) -> str | None:
    if settings.smtp_host is None:
        return "not set"
    if _is_delayed(settings):
        raise NotReadyError("delayed")
    return None


def _is_delayed(settings: Settings) -> bool:
    try:
        schema.check(settings.inbox_file)
        return outbox.is_delayed(settings.inbox_file, settings.now(), _PATIENCE)
    except OtherReleaseError as error:
        raise NotReadyError("outdated") from error
    except ReadError as error:
        reason = "locked" if connections.is_locked(error) else "unreadable"
        raise NotReadyError(reason) from error
