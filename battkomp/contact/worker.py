"""Sends what is owed and forgets what is old, in the background of the running site."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.util import Finalize

from flask import Flask

from battkomp.contact import mails, outbox, retention, signing
from battkomp.contact.outbox import Outcome
from battkomp.db.connections import StoreError
from battkomp.settings import Settings

_FORGET_EVERY = 60 * 60  # seconds
_FAREWELL = 5.0  # seconds in which a process that ends finishes the mail at hand


@dataclass(frozen=True)
class Pauses:
    """How long to wait between two looks, and after one that has failed. In seconds."""

    usual: float = 2.0
    after_failure: float = 30.0


def start(app: Flask) -> None:
    """Deliver for as long as this process runs. Several processes may: each mail is sent by one.

    A command of `flask` delivers nothing by itself: it ends before long. Nor does `flask run`,
    which cannot be told from other commands; the process that its reloader starts does, and so
    does `make dev`. Elsewhere, `flask outbox send` sends what is owed.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not os.environ.get("WERKZEUG_RUN_MAIN"):
        return
    if settings.mail_server is None:
        app.logger.warning(
            "BATTKOMP_SMTP_HOST is not set: messages are not mailed to anybody, and stay in the "
            "inbox (flask inbox list)"
        )
    with contextlib.suppress(StoreError):
        signing.know(settings.inbox_file)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=[app, stop], name="deliveries", daemon=True)
    thread.start()

    def bid_farewell() -> None:
        stop.set()
        thread.join(_FAREWELL)

    # Workers of a server are often processes of `multiprocessing`, which know no `atexit`.
    Finalize(None, bid_farewell, exitpriority=0)


def run(app: Flask, stop: threading.Event, pauses: Pauses = Pauses()) -> None:
    """Deliver, and forget, until `stop` is set, whatever happens."""
    forget_at = 0.0
    while not stop.is_set():
        pause = pauses.usual
        try:
            deliver(app, stop.is_set)
            if time.monotonic() >= forget_at:
                forget(app)
                forget_at = time.monotonic() + _FORGET_EVERY
        except StoreError as error:  # it may be there again in a moment
            app.logger.error("The inbox cannot be used: %s", error)
            pause = pauses.after_failure
        except Exception:
            app.logger.exception("Delivery has failed")
            pause = pauses.after_failure
        stop.wait(pause)


def deliver(app: Flask, is_over: Callable[[], bool] = lambda: False) -> Outcome:
    """Send what is due, if a mail server has been set, until it is over."""
    settings: Settings = app.extensions["battkomp.settings"]
    if settings.mail_server is None:
        return Outcome()
    send = partial(mails.send, app)
    outcome = outbox.send_what_is_due(settings.inbox_file, send, settings.now, is_over)
    if outcome.put_off:
        app.logger.warning("Mails that were not taken, see flask outbox list: %s", outcome.put_off)
    for number in outcome.uncertain:
        app.logger.error(
            "Nobody knows whether a mail of %s was taken, see flask outbox list", number
        )
    return outcome


def forget(app: Flask) -> int:
    """Delete the messages whose time is over; return how many."""
    settings: Settings = app.extensions["battkomp.settings"]
    return retention.forget_what_is_old(
        settings.inbox_file, settings.retention_days, settings.now()
    )
