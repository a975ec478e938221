"""A process that publishes sets of changes, and forks others that are killed at it."""

import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from flask import Flask
from sqlite_utils import Database

from battkomp.db import connections
from battkomp.desk import create_desk, schedule
from tests.support.desks import URL
from tests.support.sites import settings_in, without_rendering


@dataclass(frozen=True)
class Moment:
    """A moment in the work of a process.

    :param statement: the number of an SQL statement among those that change a database.
    :param kind: how the statements that are counted begin.
    :param wait: seconds from there; None kills the process before the statement.
    :param renders: whether the process renders every page first, which takes most of its time,
        and writes nothing.
    """

    statement: int
    kind: str = ""
    wait: float | None = None
    renders: bool = False


@dataclass(frozen=True)
class Act:
    """The work of a process that was not killed: its statements and its seconds."""

    statements: int
    seconds: float


@dataclass(frozen=True)
class Publisher:
    """The process in which everything is imported and compiled."""

    orders: Connection

    def publish(self, now: int) -> Act:
        """Publish what is due."""
        self.orders.send((now, None))
        done: Act = self.orders.recv()
        return done

    def kill(self, now: int, moment: Moment) -> None:
        """Fork a process that publishes what is due, and kill it at a moment."""
        self.orders.send((now, moment))
        assert self.orders.recv() is None


@contextmanager
def publisher(folder: Path) -> Iterator[Publisher]:
    """Start the process that publishes in the databases of a folder."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.publishing"])
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(folder, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Publisher(here)
    finally:
        here.close()
        process.join(60)


def _serve(folder: Path, orders: Connection) -> None:
    now = 0
    on_statement: Callable[[str], object] = len
    app = create_desk(settings_in(folder, desk_url=URL, now=lambda: now))
    _trace(lambda statement: on_statement(statement))
    try:
        while True:
            now, moment = orders.recv()
            if moment is None:
                statements: list[str] = []
                on_statement = statements.append
                start = time.perf_counter()
                _publish(app)
                orders.send(Act(len(statements), time.perf_counter() - start))
            else:
                reading, writing = os.pipe()
                on_statement = _striker(moment, writing)
                child = os.fork()
                if child == 0:
                    with nullcontext() if moment.renders else without_rendering():
                        _publish(app)
                    os._exit(0)
                os.close(writing)
                if os.read(reading, 1) and moment.wait is not None:
                    time.sleep(moment.wait)
                    os.kill(child, signal.SIGKILL)
                os.close(reading)
                os.waitpid(child, 0)
                orders.send(None)
    except EOFError:
        pass  # the test has ended


def _publish(app: Flask) -> None:
    with app.app_context():
        schedule.run_due()


def _striker(moment: Moment, told: int) -> Callable[[str], object]:
    """Return a function that is called with each statement, and ends its process at a moment."""
    numbers = itertools.count(1)

    def strike(statement: str) -> None:
        if statement.startswith(moment.kind) and next(numbers) == moment.statement:
            if moment.wait is None:
                os.kill(os.getpid(), signal.SIGKILL)
            os.write(told, b"!")

    return strike


def _trace(call: Callable[[str], object]) -> None:
    """Have a function called with each statement that changes a database."""
    writing = connections.writing

    @contextmanager
    def traced(path: Path) -> Iterator[Database]:
        with writing(path) as db:
            db.conn.set_trace_callback(call)
            yield db

    connections.writing = traced
