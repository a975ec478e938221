"""The loop behind the site: mails go out within seconds, whatever happens, and old ones go."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from battkomp.contact import inbox, mails, worker
from battkomp.contact.worker import Pauses
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.inboxes import DAY, Clock, app_with_inbox, mailing, put
from tests.support.mail_server import mail_server, wait_for
from tests.support.servers import free_port, serving
from tests.support.sites import NOW, load

pytestmark = pytest.mark.slow

QUICK = Pauses(usual=0.02, after_failure=0.05)


@contextmanager
def delivering(app: Flask, loops: int = 1) -> Iterator[None]:
    """Deliver in the background until the end of the block."""
    stop = threading.Event()

    def run() -> None:
        worker.run(app, stop, QUICK)
        connections.forget_reader()

    threads = [threading.Thread(target=run) for _ in range(loops)]
    for thread in threads:
        thread.start()
    try:
        yield
        assert all(thread.is_alive() for thread in threads), "a loop has ended"
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_message_is_mailed_within_seconds(settings: Settings) -> None:
    assert Pauses().usual <= 2
    with mail_server() as house:
        settings = mailing(settings, house.port)
        with delivering(app_with_inbox(settings)):
            number = put(settings.inbox_file)
            wait_for(lambda: len(house.taken) == 2, seconds=5)
    assert all(number in subject for subject in house.subjects())


def test_two_loops_mail_each_message_once(settings: Settings) -> None:
    with mail_server(verdict_delay=0.02) as house:
        settings = mailing(settings, house.port)
        with delivering(app_with_inbox(settings), loops=2):
            for number in range(15):
                put(settings.inbox_file, network=str(number), text=str(number))
            wait_for(lambda: len(house.taken) >= 30)
            wait_for(lambda: inbox.owed(settings.inbox_file, NOW) == [])
    assert len(set(house.subjects())) == len(house.subjects()) == 30


def test_a_mail_server_that_comes_back_gets_what_has_waited(settings: Settings) -> None:
    port, clock = free_port(), Clock()
    settings = replace(mailing(settings, port), now=clock)
    with delivering(app_with_inbox(settings)):
        put(settings.inbox_file, email="")
        wait_for(lambda: "refused" in _failure(settings))
        with mail_server(port) as house:
            clock.turn(5)
            wait_for(lambda: len(house.taken) == 1)


def test_an_inbox_that_is_missing_or_locked_for_a_while_ends_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    clock = Clock()
    with mail_server() as house:
        settings = replace(mailing(settings, house.port), now=clock)
        app = app_with_inbox(settings)
        put(settings.inbox_file, NOW + 10, email="")
        away = settings.inbox_file.rename(settings.inbox_file.with_name("away.db"))
        with delivering(app):
            wait_for(lambda: "The inbox cannot be used" in caplog.text)
            away.rename(settings.inbox_file)
            with connections.writing(settings.inbox_file):
                clock.turn(10)
                wait_for(lambda: "locked" in caplog.text)
            wait_for(lambda: len(house.taken) == 1)


def test_whatever_goes_wrong_is_logged_and_ends_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_with_inbox(mailing(settings, free_port()))
    faults = iter([RuntimeError("odd"), MemoryError("odder"), OSError("oddest")])
    delivered: list[int] = []

    def deliver(_app: Flask, _is_over: object) -> None:
        fault = next(faults, None)
        if fault is not None:
            raise fault
        delivered.append(1)

    monkeypatch.setattr(worker, "deliver", deliver)
    with delivering(app):
        wait_for(lambda: len(delivered) > 1)
    assert all(word in caplog.text for word in ("odd", "odder", "oddest"))


def test_a_mail_that_makes_us_stumble_is_put_off(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: Any) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(mails, "composed", stumble)
    settings = mailing(settings, free_port())
    app = app_with_inbox(settings)
    put(settings.inbox_file)
    assert worker.deliver(app).put_off == 2
    assert "RuntimeError: odd" in _failure(settings)
    assert "Mails that were not taken" in caplog.text
    assert "aase@example.org" not in caplog.text, "the log knows no addresses"


def test_a_mail_of_unknown_fate_is_an_error_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server(hangs_up_at="verdict") as house:
        settings = mailing(settings, house.port)
        app = app_with_inbox(settings)
        number = put(settings.inbox_file, email="")
        assert worker.deliver(app).uncertain == [number]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert number in record.getMessage()


def test_messages_whose_time_is_over_go_also_without_a_mail_server(settings: Settings) -> None:
    settings = replace(settings, retention_days=30)
    app = app_with_inbox(settings)
    number = put(settings.inbox_file, NOW - 40 * DAY)
    inbox.close(settings.inbox_file, number, NOW - 30 * DAY)
    kept = put(settings.inbox_file, NOW - 40 * DAY, text="en annen")
    inbox.close(settings.inbox_file, kept, NOW - 30 * DAY + 1)
    with delivering(app):
        wait_for(lambda: len(inbox.messages(settings.inbox_file)) == 1)
    assert inbox.message(settings.inbox_file, kept)


def test_messages_go_while_the_site_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_FORGET_EVERY", 0.0)
    clock = Clock()
    settings = replace(settings, now=clock)
    with delivering(app_with_inbox(settings)):
        number = put(settings.inbox_file)
        inbox.close(settings.inbox_file, number, NOW)
        clock.turn(179 * DAY)
        assert inbox.message(settings.inbox_file, number)
        clock.turn(DAY)
        wait_for(lambda: inbox.message(settings.inbox_file, number) is None)


@pytest.mark.parametrize("is_set", [True, False])
def test_the_operator_is_told_at_start_when_nothing_is_mailed(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    is_set: bool,
) -> None:
    started: list[Flask] = []
    monkeypatch.setattr(worker, "run", lambda app, _stop: started.append(app))
    monkeypatch.setattr(worker, "Finalize", lambda *_arguments, **_options: None)
    app = app_with_inbox(mailing(settings, 25) if is_set else settings)
    worker.start(app)
    wait_for(lambda: started == [app])
    warnings = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert len(warnings) == (0 if is_set else 1)
    assert all("BATTKOMP_SMTP_HOST" in one for one in warnings)


@pytest.mark.parametrize(("is_reloaded", "number"), [(False, 0), (True, 1)])
def test_a_command_delivers_nothing_by_itself_and_the_reloader_of_flask_does(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_reloaded: bool,
    number: int,
) -> None:
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    if is_reloaded:
        monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    started: list[Flask] = []
    monkeypatch.setattr(worker, "run", lambda app, _stop: started.append(app))
    monkeypatch.setattr(worker, "Finalize", lambda *_arguments, **_options: None)
    worker.start(app_with_inbox(settings))
    wait_for(lambda: len(started) == number)
    assert len([one for one in caplog.records if one.levelno == logging.WARNING]) == number


def test_the_loop_makes_no_inbox_in_the_place_of_one_that_is_missing(settings: Settings) -> None:
    app = app_with_inbox(mailing(settings, free_port()))
    settings.inbox_file.unlink()
    for look in (worker.deliver, worker.forget):
        with pytest.raises(connections.StoreError):
            look(app)
    assert not settings.inbox_file.exists()


def test_the_real_server_mails_messages_and_finishes_the_one_at_hand_when_it_is_stopped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    with mail_server() as house:
        monkeypatch.setenv("BATTKOMP_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("BATTKOMP_SMTP_PORT", str(house.port))
        monkeypatch.setenv("BATTKOMP_SMTP_TLS", "none")
        monkeypatch.setenv("BATTKOMP_SMTP_SENDER", "a@battkomp.example")
        monkeypatch.setenv("BATTKOMP_SMTP_RECIPIENT", "b@battkomp.example")
        now = int(time.time())
        with serving("wsgi:app", settings.database):
            put(settings.inbox_file, now, email="")
            wait_for(lambda: len(house.taken) == 1)
            house.behaviour.verdict_delay = 1.0
            put(settings.inbox_file, now, text="en til", email="")
            wait_for(lambda: len(house.taken) == 2)
        assert inbox.owed(settings.inbox_file, now) == []


def _failure(settings: Settings) -> str:
    return " ".join(mail.failure for mail in inbox.owed(settings.inbox_file, NOW))
