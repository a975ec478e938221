"""The checks of the inbox and of its mails in `/readyz`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from flask import Flask

from battkomp.settings import Settings
from tests.support.inboxes import HOUR, Clock, mailing, put, sql
from tests.support.sites import site


def check(app: Flask, name: str) -> str:
    """Return the result of a check, which must agree with the status."""
    answer = app.test_client().get("/readyz")
    result = str(answer.json["checks"][name]) if answer.json else ""
    assert answer.status_code == (200 if result == "ok" else 503)
    return result


def test_an_inbox_that_cannot_be_used_makes_the_site_not_ready(settings: Settings) -> None:
    app = site(settings)
    path = settings.inbox_file
    assert check(app, "inbox") == "ok"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        assert check(app, "inbox") == "locked"
    sql(path, "pragma user_version = 0")
    assert check(app, "inbox") == "outdated"
    path.write_bytes(b"no database" * 1000)
    assert check(app, "inbox") == "unreadable"
    path.unlink()
    assert check(app, "inbox") == "missing"
    assert not path.exists()


def test_a_message_that_is_not_mailed_within_an_hour_makes_the_site_not_ready(
    settings: Settings,
) -> None:
    clock = Clock()
    app = site(replace(mailing(settings, 25), now=clock))
    put(settings.inbox_file)
    clock.turn(HOUR - 1)
    assert check(app, "mail") == "ok"
    clock.turn(1)
    assert check(app, "mail") == "delayed"
    sql(settings.inbox_file, "update outbox set sent_at = 1 where kind = 'message'")
    assert check(app, "mail") == "ok", "receipts do not count"
