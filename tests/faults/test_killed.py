"""Kill processes at work: nothing is lost, and the site recovers by itself."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from battkomp.content import publications, storage
from battkomp.db import connections
from tests.support.clients import Crowd, ask
from tests.support.contents import WORDS, database_of, load_again_and_again
from tests.support.pages import EVERY_PAGE
from tests.support.servers import Server, is_free, running, until

pytestmark = pytest.mark.full

CLIENTS = 6
TABLES = ("entries", "texts", "search_entries")
BACK = 30.0  # seconds to wait for a new worker; it takes about one


def kill_one_worker(server: Server) -> None:
    """Kill a worker, and wait until another has replaced it."""
    before = server.workers
    os.kill(before[0], signal.SIGKILL)
    until(lambda: before[0] not in server.workers, BACK)
    until(lambda: server.is_whole, BACK)


def test_a_killed_worker_loses_only_the_requests_in_flight(database: Path) -> None:
    with running("wsgi:app", database, workers=2) as server:
        whole = ask(server.port, "/nb/").body
        with Crowd(server.port, CLIENTS, ("/nb/",)) as crowd:
            time.sleep(0.5)
            kill_one_worker(server)
            time.sleep(0.5)
        # The kernel accepts connections while it ends a process, so a client may fail twice.
        assert len(crowd.failures) <= 2 * CLIENTS
        assert len(crowd.answers) > 20 * CLIENTS
        assert {(answer.status, answer.body) for answer in crowd.answers} == {(200, whole)}


def test_the_only_worker_is_replaced_and_ends_with_its_killed_main_process(database: Path) -> None:
    with running("wsgi:app", database) as server:
        whole = ask(server.port, "/nb/").body
        kill_one_worker(server)
        assert ask(server.port, "/nb/").body == whole
        server.process.kill()
        server.process.wait(timeout=10)
        until(lambda: is_free(server.port), 5)


def test_a_killed_server_can_be_started_again_at_the_same_port(database: Path) -> None:
    with running("wsgi:app", database, workers=2) as server:
        whole = ask(server.port, "/nb/").body
        with Crowd(server.port, CLIENTS, EVERY_PAGE):
            server.kill()
    with running("wsgi:app", database, port=server.port, workers=2) as server:
        assert ask(server.port, "/nb/").body == whole


def test_a_killed_load_leaves_all_of_the_new_content_or_none(
    tmp_path: Path, sources: dict[str, Path]
) -> None:
    database = database_of(tmp_path / "site", sources[WORDS[1]])
    wholes = {told(database_of(tmp_path / word, sources[word])) for word in WORDS}
    found = set()
    for committed in killed_loads(database, list(sources.values()), times=50):
        with connections.snapshot(database) as db:
            assert connections.fault_of(db) is None
            assert storage.revision_of(db) >= committed, "what was committed is lost"
            numbers = [one.number for one in publications.everything(db)]
            assert len(numbers) == numbers[0] == storage.revision_of(db), "not one for each change"
        assert told(database) in wholes
        found.add(told(database))
    assert found == wholes, "nothing was loaded"


def killed_loads(database: Path, sources: list[Path], times: int) -> Iterator[int]:
    """Kill a loading process repeatedly; yield its last committed revision each time."""
    chance = random.Random(20211027)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.contents"])
    committed = 0
    for number in range(times):
        told_here, told_there = context.Pipe(duplex=False)
        arguments = (database, sources, told_there)
        process = context.Process(target=load_again_and_again, args=arguments)
        process.start()
        told_there.close()
        for _ in range(1 + number % 2):  # so that each content is committed at times
            committed = max(committed, told_here.recv())
        time.sleep(chance.uniform(0, 0.6))  # one load takes about 0.2 seconds
        process.kill()
        process.join()
        while told_here.poll():
            try:
                committed = told_here.recv()
            except EOFError:
                break
        told_here.close()
        yield committed


def told(database: Path) -> str:
    """Return all rows of the content tables."""
    with connections.snapshot(database) as db:
        tables = [db.query(f"select * from {name}") for name in TABLES]
        return repr([sorted(rows, key=repr) for rows in tables])
