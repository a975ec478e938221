"""What machines are told of the site's health: each check, when it holds and when it does not."""

from __future__ import annotations

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

from battkomp import create_app
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web import health
from tests.support.databases import make_other_release, prepare, raise_revision
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


def put_backup(folder: Path, age: timedelta) -> None:
    """Put what looks like a backup of a certain age into a folder."""
    name = f"battkomp-{datetime.now(UTC) - age:%Y%m%dT%H%M%SZ}"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.db").touch()


def test_a_site_with_content_is_ready(settings: Settings) -> None:
    found = readiness(site(settings), 200)
    assert found == {
        "database": "ok",
        "disk": "ok",
        "revision": 1,
        "inbox": "ok",
        "mail": "not set",
    }


def test_the_revision_is_that_of_the_content(settings: Settings) -> None:
    app = site(settings)
    with connections.writing(settings.database) as db:
        raise_revision(db)
    assert readiness(app, 200)["revision"] == 2


def test_a_site_without_a_database_is_alive_and_not_ready(settings: Settings) -> None:
    app = create_app(settings)
    found = readiness(app, 503)
    assert found == {
        "database": "missing",
        "disk": "ok",
        "revision": "unknown",
        "inbox": "missing",
        "mail": "not set",
    }
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_whose_folder_is_missing_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, database=tmp_path / "nowhere" / "site.db"))
    assert readiness(app, 503)["disk"] == "missing"


def test_a_site_without_content_is_not_ready(settings: Settings) -> None:
    prepare(settings.database)
    assert readiness(create_app(settings), 503)["database"] == "empty"


def test_a_site_whose_database_is_no_database_is_not_ready(settings: Settings) -> None:
    settings.database.write_bytes(b"no database" * 1000)
    found = readiness(create_app(settings), 503)
    assert (found["database"], found["revision"]) == ("unreadable", "unknown")


def test_a_site_whose_database_is_locked_says_so_at_once_and_recovers(settings: Settings) -> None:
    app = site(settings)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        assert readiness(app, 503)["database"] == "locked"
    assert readiness(app, 200)["database"] == "ok"


def test_a_writer_does_not_make_the_site_unready(settings: Settings) -> None:
    app = site(settings)
    with connections.writing(settings.database) as db:
        raise_revision(db)
        assert readiness(app, 200)["revision"] == 1


def test_a_database_of_another_release_is_not_ready(settings: Settings) -> None:
    app = site(settings)
    make_other_release(settings.database)
    assert readiness(app, 503)["database"] == "outdated"


def test_a_site_whose_disk_is_nearly_full_is_not_ready(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = site(settings)
    for free, status, said in ((64 << 20, 200, "ok"), ((64 << 20) - 1, 503, "full")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: Usage(0, 0, free))
        assert readiness(app, status)["disk"] == said


@pytest.mark.parametrize(
    ("age", "status", "said"),
    [
        (timedelta(hours=47, minutes=59), 200, "ok"),
        (timedelta(hours=48, minutes=1), 503, "old"),
        (None, 503, "missing"),
    ],
)
def test_the_newest_backup_is_of_the_last_two_days(
    settings: Settings, tmp_path: Path, age: timedelta | None, status: int, said: str
) -> None:
    folder = tmp_path / "backups"
    put_backup(folder, timedelta(days=9))
    if age is None:
        next(folder.iterdir()).rename(folder / "battkomp.db")
    else:
        put_backup(folder, age)
    load(settings)
    assert readiness(create_app(replace(settings, backups=folder)), status)["backup"] == said


def test_a_folder_of_backups_that_is_not_there_is_not_ready(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    app = create_app(replace(settings, backups=tmp_path / "backups"))
    assert readiness(app, 503)["backup"] == "unreadable"


def test_a_check_can_be_added(settings: Settings) -> None:
    app = site(settings)

    def be_unready() -> None:
        raise health.NotReadyError("asleep")

    health.register(app, "visitors", lambda: 7)
    assert readiness(app, 200)["visitors"] == 7
    health.register(app, "visitors", be_unready)
    assert readiness(app, 503)["visitors"] == "asleep"


def test_a_check_that_breaks_tells_the_log_alone(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = site(settings)

    def break_down() -> None:
        raise RuntimeError(f"secret: {settings.database}")

    health.register(app, "nerves", break_down)
    assert readiness(app, 503)["nerves"] == "failed"
    assert "secret" in caplog.text


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_has_no_fragments(settings: Settings, address: str) -> None:
    assert site(settings).test_client().get(f"/fragment{address}").status_code == 404
