"""The site's health: each check, when it holds and when it does not."""

import re
import shutil
import sqlite3
import time
from collections import namedtuple
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from battkomp import create_app
from battkomp.content import storage
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web import health
from tests.support.contents import make_other_release, prepare
from tests.support.sites import load, site

Usage = namedtuple("Usage", "total used free")
QUICK = 4  # seconds; far below the minute that a locked database may last


def readiness(app: Flask, status: int) -> dict[str, Any]:
    """Ask whether the site is ready; return what each check found."""
    started = time.monotonic()
    answer = app.test_client().get("/readyz")
    assert time.monotonic() - started < QUICK
    assert answer.status_code == status, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/json"
    assert answer.json["ready"] == (status == 200)  # type: ignore[index]
    checks: dict[str, Any] = answer.json["checks"]  # type: ignore[index]
    for shown in checks.values():
        assert isinstance(shown, int) or re.fullmatch("[a-z]+( [a-z]+)?", shown), shown
    return checks


def test_a_site_with_content_is_ready_while_another_process_writes(settings: Settings) -> None:
    app = site(settings)
    well = {"database": "ok", "disk": "ok", "inbox": "ok", "mail": "not set"}
    with connections.writing(settings.database) as db:
        storage.write(db, storage.read(db))
        assert readiness(app, 200) == well | {"revision": 1}
    assert readiness(app, 200) == well | {"revision": 2}


def test_a_site_without_a_database_is_alive_and_not_ready(settings: Settings) -> None:
    app = create_app(settings)
    assert readiness(app, 503) == {
        "database": "missing",
        "disk": "ok",
        "revision": "unknown",
        "inbox": "missing",
        "mail": "not set",
    }
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_whose_database_cannot_be_used_says_why_at_once_and_recovers(
    settings: Settings,
) -> None:
    app = create_app(settings)
    prepare(settings.database)
    assert readiness(app, 503)["database"] == "empty"
    load(settings)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        assert readiness(app, 503)["database"] == "locked"
    assert readiness(app, 200)["database"] == "ok"
    make_other_release(settings.database)
    assert readiness(app, 503)["database"] == "outdated"
    settings.database.write_bytes(b"no database" * 1000)
    found = readiness(app, 503)
    assert (found["database"], found["revision"]) == ("unreadable", "unknown")


def test_a_site_whose_disk_is_nearly_full_or_missing_is_not_ready(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = settings.database.parent / "nowhere" / "site.db"
    assert readiness(create_app(replace(settings, database=nowhere)), 503)["disk"] == "missing"
    app = site(settings)
    for free, status, said in ((64 << 20, 200, "ok"), ((64 << 20) - 1, 503, "full")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: Usage(0, 0, free))
        assert readiness(app, status)["disk"] == said


def test_a_locked_inbox_is_ready(settings: Settings) -> None:
    app = site(settings)
    with connections.writing(settings.inbox_file):
        assert readiness(app, 200)["inbox"] == "ok"


def test_the_endpoints_need_no_host(settings: Settings) -> None:
    load(settings)
    for trusted in ((), ("battkomp.example",), (".battkomp.example:8000",)):
        app = create_app(replace(settings, trusted_hosts=trusted))
        for path in ("/healthz", "/readyz"):
            _, status, _ = run_wsgi_app(app, create_environ(path) | {"HTTP_HOST": ""})
            assert status == "200 OK", (trusted, path)


def test_the_newest_backup_is_of_the_last_two_days(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    app = site(replace(settings, backups=folder))
    assert readiness(app, 503)["backup"] == "unreadable"
    folder.mkdir()
    (folder / "battkomp.db").touch()
    assert readiness(app, 503)["backup"] == "missing"
    for age, status, said in (
        (timedelta(days=9), 503, "old"),
        (timedelta(hours=48, minutes=1), 503, "old"),
        (timedelta(hours=47, minutes=59), 200, "ok"),
    ):
        (folder / f"battkomp-{datetime.now(UTC) - age:%Y%m%dT%H%M%SZ}.db").touch()
        assert readiness(app, status)["backup"] == said


def test_a_check_can_be_added_and_one_that_breaks_tells_the_log_alone(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = site(settings)

    def fail(error: Exception) -> None:
        raise error

    health.register(app, "visitors", lambda: 7)
    assert readiness(app, 200)["visitors"] == 7
    health.register(app, "visitors", lambda: fail(health.NotReadyError("asleep")))
    assert readiness(app, 503)["visitors"] == "asleep"
    health.register(app, "visitors", lambda: fail(RuntimeError("secret")))
    assert readiness(app, 503)["visitors"] == "failed"
    assert "secret" in caplog.text
