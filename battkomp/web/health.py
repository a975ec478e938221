"""Health endpoints: `/healthz` for the process, `/readyz` for the site.

`/readyz` runs every registered check and names the result of each in a word. It says no more, as
it is public.
"""

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, current_app, jsonify, make_response

from battkomp.content import storage
from battkomp.db import backups, connections
from battkomp.db.connections import ReadError
from battkomp.settings import Settings
from battkomp.web.urls import have_no_fragments

_LEAST_FREE = 64 * 1024 * 1024  # bytes, for the database, its log and repairs
_OLDEST_BACKUP = timedelta(hours=48)

Check = Callable[[], int | str | None]

bp = Blueprint("health", __name__)
bp.before_request(have_no_fragments)


class NotReadyError(Exception):
    """The site is not ready, for the reason given in a word that may be public."""


def init_app(app: Flask) -> None:
    """Register the endpoints and the checks of every site."""
    settings: Settings = app.extensions["battkomp.settings"]
    app.extensions["battkomp.health"] = {}
    app.register_blueprint(bp)
    app.wsgi_app = _WithHost(app.wsgi_app, settings)  # type: ignore[method-assign]  # as Flask says
    register(app, "database", lambda: _check_database(settings.database))
    register(
        app, "disk", lambda: _check_disks(settings.database.parent, settings.inbox_file.parent)
    )
    register(app, "revision", lambda: _revision(settings.database))
    folder = settings.backups
    if folder is not None:
        register(app, "backup", lambda: _check_backup(folder))


def register(app: Flask, name: str, check: Check) -> None:
    """Add a check to `/readyz`, or replace the one with the same name.

    :param check: returns a number or a word to show, or None for "ok". It raises `NotReadyError`
        if the site is not ready. It must return quickly in every case.
    """
    app.extensions["battkomp.health"][name] = check


class _WithHost:
    """Gives requests for the endpoints a `Host`, which load balancers leave out (HTTP/1.0)."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._host = next(iter(settings.trusted_hosts), "localhost").removeprefix(".")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] in ("/healthz", "/readyz") and not environ.get("HTTP_HOST"):
            environ = environ | {"HTTP_HOST": self._host}
        return self._app(environ, start_response)


@bp.get("/healthz")
def healthz() -> Response:
    """Report that the process is alive."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/readyz")
def readyz() -> Response:
    """Report the result of each check, with status 200 if all have passed, 503 otherwise."""
    checks: dict[str, Check] = current_app.extensions["battkomp.health"]
    results = {name: _run(name, check) for name, check in checks.items()}
    is_ready = all(passed for passed, _result in results.values())
    response = jsonify(ready=is_ready, checks={name: one for name, (_, one) in results.items()})
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _run(name: str, check: Check) -> tuple[bool, int | str]:
    """Return whether a check has passed, and its result."""
    try:
        result = check()
    except NotReadyError as error:
        return False, str(error)
    except Exception:  # the details are for the log only
        current_app.logger.exception("The check of %s has failed", name)
        return False, "failed"
    return True, "ok" if result is None else result


def _check_database(database: Path) -> None:
    problem = connections.problem_of(database, storage.migrations, storage.is_empty)
    if problem is not None:
        raise NotReadyError(problem)


def _check_disks(*folders: Path) -> None:
    try:
        free = min(shutil.disk_usage(folder).free for folder in folders)
    except OSError as error:
        raise NotReadyError("missing") from error
    if free < _LEAST_FREE:
        raise NotReadyError("full")


def _revision(database: Path) -> int:
    try:
        with connections.snapshot(database) as db:
            return storage.revision_of(db)
    except (ReadError, TypeError) as error:  # no database, no table, no row
        raise NotReadyError("unknown") from error


def _check_backup(folder: Path) -> None:
    try:
        newest = backups.newest_in(folder)
    except OSError as error:
        raise NotReadyError("unreadable") from error
    if newest is None:
        raise NotReadyError("missing")
    if datetime.now(UTC) - newest > _OLDEST_BACKUP:
        raise NotReadyError("old")
