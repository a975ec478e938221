"""Remove, damage or lock the database: the site answers 503, and recovers by itself."""

import json
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.clients import Answer, ask
from tests.support.commands import assert_one_clear_line, flask
from tests.support.contents import WORDS, database_of, prepare, words_in
from tests.support.servers import Server, running
from tests.support.sites import load

pytestmark = pytest.mark.full

PAGES = ("/nb/", "/en/board", "/fragment/en/board", "/nb/faser")
ALFA, BETA = WORDS
LOOK_AGAIN = 0.15  # seconds in which a replaced file is noticed
SAID = {"nb": "ikke tilgjengelig", "en": "website is unavailable"}
WRITE = "update revision set number = number + 1"


def clear(database: Path) -> None:
    """Remove a database and the files that SQLite keeps beside it."""
    for path in database.parent.glob(f"{database.name}*"):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)


def harms(database: Path) -> Iterator[str]:
    """Harm a database in one way after another. Yield a description of each."""
    clear(database)
    yield "removed"
    for path in database.parent.glob(f"{database.name}-*"):
        path.unlink(missing_ok=True)
    yield "without its write-ahead log"
    os.truncate(database, database.stat().st_size // 2)
    yield "cut in half"
    database.write_bytes(random.Random(20211027).randbytes(database.stat().st_size))
    yield "overwritten with random bytes"
    clear(database)
    database.mkdir()
    yield "a folder"
    clear(database)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("create table pages (title)")
    yield "that of another program"
    clear(database)
    prepare(database)
    yield "left empty by a killed command"


@dataclass
class Scene:
    """A site, its database, and a copy of the database for each of two contents."""

    server: Server
    database: Path
    copies: dict[str, Path]

    def put(self, word: str) -> dict[str, Answer]:
        """Replace the database by a copy; return the answers once the site serves it."""
        clear(self.database)
        shutil.copyfile(self.copies[word], self.database)
        return self.served(word)

    def served(self, word: str) -> dict[str, Answer]:
        """Check that each thread of the server answers with the right content."""
        time.sleep(LOOK_AGAIN)
        for _ in range(2):
            answers = {page: self.ask(page) for page in PAGES}
            for page, answer in answers.items():
                assert (answer.status, words_in(answer.text)) == (200, {word}), page
        return answers | {"/sitemap.xml": self.ask("/sitemap.xml")}

    def ask(self, page: str) -> Answer:
        """Ask for a page, and wait no longer than a writer does."""
        return ask(self.server.port, page, timeout=connections.BUSY_TIMEOUT)

    def assert_whole_or_unavailable(self, before: dict[str, Answer]) -> None:
        """Check that each page is answered as before, or with a 503 in its language."""
        for page, whole in before.items():
            answer = self.ask(page)
            if answer.status == 200:
                assert answer.body == whole.body, page
            else:
                assert_unavailable(page, answer)


def assert_unavailable(page: str, answer: Answer) -> None:
    """Check that an answer is a 503 in the language of its address."""
    language = "en" if "/en/" in page else "nb"
    assert answer.status == 503, page
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Language"] == language
    assert SAID[language] in answer.text


@pytest.fixture(scope="module", params=["16", "0"], ids=["cached", "uncached"])
def scene(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sources: dict[str, Path],
) -> Iterator[Scene]:
    """A site on the real server, with and without its cache."""
    folder = tmp_path_factory.mktemp("database")
    copies = {word: database_of(folder / word, sources[word]) for word in WORDS}
    database = folder / "site.db"
    shutil.copyfile(copies[ALFA], database)
    with running("wsgi:app", database, cache_megabytes=str(request.param)) as server:
        yield Scene(server, database, copies)


def test_a_site_with_a_broken_database_answers_503_and_recovers(
    scene: Scene, sources: dict[str, Path]
) -> None:
    before = scene.put(ALFA)
    for harm in harms(scene.database):
        for _ in range(2):
            scene.assert_whole_or_unavailable(before)
        assert scene.ask("/healthz").status == 200, harm
        scene.put(BETA)
        load(Settings(database=scene.database), sources[ALFA])
        scene.served(ALFA)
        before = scene.put(ALFA)


@contextmanager
def holding(database: Path, *statements: str) -> Iterator[None]:
    """Keep a transaction open until the end of the block."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        yield


@pytest.mark.parametrize("lock", ["begin immediate", "begin exclusive"])
def test_a_long_write_does_not_delay_readers(scene: Scene, lock: str) -> None:
    scene.put(ALFA)
    with holding(scene.database, lock, WRITE):
        scene.served(ALFA)


@pytest.mark.parametrize(
    "mode", ["pragma journal_mode = delete", "pragma locking_mode = exclusive"]
)
def test_readers_do_not_wait_for_an_exclusive_lock(scene: Scene, mode: str) -> None:
    before = scene.put(ALFA)
    locked = scene.database.with_name("locked.db")
    shutil.copyfile(scene.copies[BETA], locked)
    with holding(locked, mode, "begin exclusive", WRITE):
        clear(scene.database)
        locked.rename(scene.database)
        scene.assert_whole_or_unavailable(before)
    scene.put(ALFA)


def test_a_second_writer_waits_and_then_names_the_lock(
    database: Path, sources: dict[str, Path]
) -> None:
    with holding(database, "begin immediate"):
        started = time.monotonic()
        ended = flask(database, "content", "load", sources[BETA])
        assert time.monotonic() - started > connections.BUSY_TIMEOUT
    assert_one_clear_line(ended, "database is locked by another process")
    assert flask(database, "content", "load", sources[BETA]).returncode == 0


def test_an_unreadable_database_is_served_once_it_is_readable(
    tmp_path: Path, sources: dict[str, Path]
) -> None:
    database = database_of(tmp_path / "site", sources[ALFA])
    database.chmod(0)
    with running("wsgi:app", database, privileged=False) as server:
        answer = ask(server.port, "/nb/", timeout=connections.BUSY_TIMEOUT)
        assert_unavailable("/nb/", answer)
        database.chmod(0o600)
        assert words_in(ask(server.port, "/nb/").text) == {ALFA}


def test_a_site_whose_inbox_cannot_be_written_to_is_not_ready(settings: Settings) -> None:
    load(settings)
    with running("wsgi:app", settings.database, privileged=False) as server:
        for mode, status, found in ((0o400, 503, "not writable"), (0o600, 200, "ok")):
            for path in settings.inbox_file.parent.glob(f"{settings.inbox_file.name}*"):
                path.chmod(mode)  # also the log, which has the mode of the file
            answer = ask(server.port, "/readyz")
            assert (answer.status, json.loads(answer.text)["checks"]["inbox"]) == (status, found)
