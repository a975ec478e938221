"""The background thread of each worker process: sends mails and deletes expired data."""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize

from flask import Flask

from battkomp.contact import mails, outbox, receiving, retention
from battkomp.contact.outbox import Mail, Outcome
from battkomp.db.connections import StoreError
from battkomp.settings import Settings

# The privacy page promises two hours at most for counts of messages per network and hour.
_DELETE_EVERY = 30 * 60  # seconds
_PAUSE = 2.0  # seconds between two rounds
_PAUSE_AFTER_FAILURE = 30.0  # seconds
_LONGEST_ROUND = 60.0  # seconds of sending mails, so that slow mails do not delay deletion
_LAST_MAIL = 5.0  # seconds to finish the mail at hand when the process stops


def start(app: Flask) -> None:
    """Start the background thread.

    Nothing is started in a command of `flask`, which ends before long. `flask run` cannot be told
    from other commands, but the process that its reloader starts can.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not os.environ.get("WERKZEUG_RUN_MAIN"):
        return
    if settings.smtp_host is None:
        app.logger.warning(
            "BATTKOMP_SMTP_HOST is not set: messages are not mailed to anybody, and stay in the "
            "inbox (flask inbox list)"
        )
    with contextlib.suppress(StoreError):
        receiving.key_of(settings.inbox_file)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=[app, stop], name="mails", daemon=True)
    thread.start()

    def finish() -> None:
        stop.set()
        thread.join(_LAST_MAIL)

    # The server's workers are `multiprocessing` processes, which do not run `atexit` handlers.
    Finalize(None, finish, exitpriority=0)


def run(app: Flask, stop: threading.Event) -> None:
    """Send mails and delete expired data until `stop` is set. Errors are logged."""
    settings: Settings = app.extensions["battkomp.settings"]
    path, days = settings.inbox_file, settings.retention_days
    delete_at = 0.0
    while not stop.is_set():
        pause = _PAUSE
        try:
            deliver(app, partial(_is_over, stop, time.monotonic() + _LONGEST_ROUND))
            if time.monotonic() >= delete_at:
                retention.delete_expired(path, days, settings.now())
                delete_at = time.monotonic() + _DELETE_EVERY
        except StoreError as error:
            app.logger.error("The inbox cannot be used: %s", error)
            pause = _PAUSE_AFTER_FAILURE
        except Exception:
            app.logger.exception("The background thread has failed, and goes on")
            pause = _PAUSE_AFTER_FAILURE
        stop.wait(pause)


def _is_over(stop: threading.Event, deadline: float) -> bool:
    return stop.is_set() or time.monotonic() >= deadline


def deliver(app: Flask, is_over: Callable[[], bool] = lambda: False) -> Outcome:
    """Send all mails that are due, if there is a mail server; see `outbox.send_due`."""
    settings: Settings = app.extensions["battkomp.settings"]
    if settings.smtp_host is None:
        return Outcome()

    def send(mail: Mail) -> None:
        mails.send(settings, mails.compose(app, mail))

    outcome = outbox.send_due(settings.inbox_file, send, settings.now, is_over)
    if outcome.failed:
        app.logger.warning("Mails not sent, see flask outbox list: %s", outcome.failed)
    for number in outcome.refused:
        app.logger.error("A mail of %s was refused, see flask outbox list", number)
    return outcome
