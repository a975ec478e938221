"""Whether the process is alive, and whether the site is ready to be visited: for machines.

`/healthz` says that the process answers. `/readyz` asks every check that has been registered, and
says in a word what each found. Words are all it says: it is open to everybody.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, jsonify, make_response

from battkomp.db import backups, health
from battkomp.settings import Settings
from battkomp.web.blueprints import have_no_fragments

_LEAST_FREE = 64 * 1024 * 1024  # bytes: the database, its log, and room to mend things
_OLDEST_BACKUP = timedelta(hours=48)

# What a check returns is shown; None is shown as "ok".
Check = Callable[[], int | str | None]

bp = Blueprint("health", __name__)
bp.before_request(have_no_fragments)


class NotReadyError(Exception):
    """Why the site is not ready, in a word that everybody may read."""


def init_app(app: Flask) -> None:
    """Offer the addresses, and register the checks that every site has."""
    settings: Settings = app.extensions["battkomp.settings"]
    app.extensions["battkomp.health"] = {}
    app.register_blueprint(bp)
    register(app, "database", lambda: _check_database(settings.database))
    register(app, "disk", lambda: _check_disk(settings.database.parent))
    register(app, "revision", lambda: _revision(settings.database))
    folder = settings.backups
    if folder is not None:
        register(app, "backup", lambda: _check_backup(folder))


def register(app: Flask, name: str, check: Check) -> None:
    """Have `/readyz` ask one more question.

    :param name: what the answer stands under; a check of the same name is replaced.
    :param check: returns None, or a number or a word worth showing. It raises `NotReadyError` with
        a word if the site is not ready. It must be quick, whatever is wrong.
    """
    app.extensions["battkomp.health"][name] = check


@bp.get("/healthz")
def healthz() -> Response:
    """Say that the process is alive."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/readyz")
def readyz() -> Response:
    """Say whether the site is ready, with 200 or 503, and what each check found."""
    checks: dict[str, Check] = current_app.extensions["battkomp.health"]
    asked = {name: _ask(name, check) for name, check in checks.items()}
    is_ready = all(good for good, _found in asked.values())
    response = jsonify(ready=is_ready, checks={name: found for name, (_, found) in asked.items()})
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask(name: str, check: Check) -> tuple[bool, int | str]:
    """Return whether a check is content, and what to show."""
    try:
        found = check()
    except NotReadyError as error:
        return False, str(error)
    except Exception:  # what it says is for the log, not for everybody
        current_app.logger.exception("The check of %s has failed", name)
        return False, "failed"
    return True, "ok" if found is None else found


def _check_database(database: Path) -> None:
    problem = health.problem_of(database)
    if problem is not None:
        raise NotReadyError(problem)


def _check_disk(folder: Path) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise NotReadyError("missing") from error
    if free < _LEAST_FREE:
        raise NotReadyError("full")


def _revision(database: Path) -> int:
    revision = health.revision_of(database)
    if revision is None:
        raise NotReadyError("unknown")
    return revision


def _check_backup(folder: Path) -> None:
    try:
        newest = backups.newest_in(folder)
    except OSError as error:
        raise NotReadyError("unreadable") from error
    if newest is None:
        raise NotReadyError("missing")
    if datetime.now(UTC) - newest > _OLDEST_BACKUP:
        raise NotReadyError("old")
