"""The background thread: sends mails and deletes expired messages, and survives errors."""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask

from battkomp.contact import inbox, mails, outbox, worker
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support import servers
from tests.support.inboxes import DAY, HOUR, Clock, app_with_inbox, mailing, put
from tests.support.mail_server import mail_server
from tests.support.servers import until
from tests.support.sites import NOW, load

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _make_rounds_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_PAUSE", 0.02)
    monkeypatch.setattr(worker, "_PAUSE_AFTER_FAILURE", 0.05)


@contextmanager
def running(app: Flask) -> Iterator[None]:
    """Run the background thread until the end of the block."""
    stop = threading.Event()
    with ThreadPoolExecutor() as pool:
        thread = pool.submit(worker.run, app, stop)
        try:
            yield
            assert thread.running()
        finally:
            stop.set()


def test_a_missing_or_locked_inbox_does_not_end_the_thread(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    with mail_server() as local:
        settings = mailing(settings, local.port)
        app = app_with_inbox(settings)
        put(settings.inbox_file, email="")
        away = settings.inbox_file.rename(settings.inbox_file.with_name("away.db"))
        with running(app):
            until(lambda: "The inbox cannot be used" in caplog.text)
            assert not settings.inbox_file.exists()
            away.rename(settings.inbox_file)
            with connections.writing(settings.inbox_file):
                until(lambda: "locked" in caplog.text)
            until(lambda: len(local.accepted) == 1)


def test_unexpected_errors_are_logged_and_do_not_end_the_thread(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [RuntimeError("odd"), MemoryError("odder"), OSError("oddest")]
    deliver = Mock(side_effect=[*errors, None, None])
    monkeypatch.setattr(worker, "deliver", deliver)
    with running(app_with_inbox(settings)):
        until(lambda: deliver.call_count >= 5)
    assert all(word in caplog.text for word in ("odd", "odder", "oddest"))


def test_the_log_has_no_email_addresses(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(verdict="550 no such person as aase@example.org") as local:
        settings = mailing(settings, local.port)
        app = app_with_inbox(settings)
        number = put(settings.inbox_file)
        worker.deliver(app)
    assert "aase@example.org" in outbox.unsent(settings.inbox_file)[0].failure

    monkeypatch.setattr(mails, "compose", Mock(side_effect=RuntimeError("aase@example.org")))
    put(settings.inbox_file, text="en til")
    worker.deliver(app)
    assert number in caplog.text
    assert "aase@example.org" not in caplog.text
    levels = [record.levelno for record in caplog.records]
    assert levels == [logging.WARNING, logging.ERROR, logging.ERROR, logging.WARNING]


def test_expired_messages_are_deleted_while_the_site_runs_without_a_mail_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_DELETE_EVERY", 0.0)
    clock = Clock()
    settings = replace(settings, now=clock, retention_days=30)
    with running(app_with_inbox(settings)):
        number, other = put(settings.inbox_file), put(settings.inbox_file, text="en annen")
        inbox.close(settings.inbox_file, number, NOW)
        inbox.close(settings.inbox_file, other, NOW + 1)
        clock.turn(30 * DAY)
        until(lambda: inbox.message(settings.inbox_file, number) is None)
        assert inbox.message(settings.inbox_file, other)


def test_deletion_keeps_the_promise_of_the_privacy_page() -> None:
    """Counts are deleted in the round after their hour, which may have to wait for a last mail."""
    assert worker._DELETE_EVERY + worker._LONGEST_ROUND + outbox.CLAIM <= HOUR  # noqa: SLF001


def test_the_server_and_the_reloader_start_the_thread_and_commands_do_not(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = threading.Event()
    monkeypatch.setattr(worker, "run", lambda _app, _stop: started.set())
    monkeypatch.setattr(worker, "Finalize", lambda *_arguments, **_options: None)

    def starts(settings: Settings) -> bool:
        started.clear()
        worker.start(app_with_inbox(settings))
        return started.wait(0.2)

    assert starts(mailing(settings, 25))
    assert caplog.records == []
    assert starts(settings), "a missing mail server is logged"
    (record,) = caplog.records
    assert "BATTKOMP_SMTP_HOST" in record.getMessage()
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    assert not starts(settings)
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    assert starts(settings)


def test_the_server_sends_mails_and_finishes_the_one_at_hand_when_it_stops(
    settings: Settings,
) -> None:
    load(settings)
    mail: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_tls": "none",
        "smtp_sender": "a@battkomp.example",
        "smtp_recipient": "b@battkomp.example, c@battkomp.example",
    }
    now = int(time.time())
    with mail_server() as local:
        with servers.running("wsgi:app", settings.database, smtp_port=str(local.port), **mail):
            put(settings.inbox_file, now, email="")
            until(lambda: len(local.accepted) == 1)
            assert local.accepted[0].rcpt_tos == ["b@battkomp.example", "c@battkomp.example"]
            local.verdict_delay = 1.0
            put(settings.inbox_file, now, text="en til", email="")
            until(lambda: len(local.accepted) == 2)
        assert outbox.unsent(settings.inbox_file) == []
