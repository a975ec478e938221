"""Remove, damage or lock the database: the site answers 503, and recovers by itself."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from battkomp.content import storage
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.clients import Answer, ask
from tests.support.commands import assert_one_clear_line, flask
from tests.support.contents import WORDS, database_of, worded, worded_each, words_in
from tests.support.servers import Server, running
from tests.support.sites import load

PAGES = ("/nb/", "/en/board", "/fragment/en/board", "/nb/faser", "/sitemap.xml")
ALFA, BETA = WORDS
LOOK_AGAIN = 0.15  # seconds in which a replaced file is noticed
SAID = {"nb": "ikke tilgjengelig", "en": "not available right now"}


@dataclass
class Scene:
    """A site, its database, and a copy of the database for each of two contents."""

    server: Server
    database: Path
    sources: dict[str, Path]
    copies: dict[str, Path]

    def beside(self, ending: str) -> Path:
        """Return the path of a file beside the database."""
        return self.database.with_name(self.database.name + ending)

    def clear(self) -> None:
        """Remove the database and its files."""
        for path in (self.database, self.beside("-wal"), self.beside("-shm")):
            if path.is_dir():
                path.rmdir()
            path.unlink(missing_ok=True)

    def put(self, copy: Path) -> None:
        """Replace the database by a copy in one step."""
        new = self.beside(".new")
        shutil.copyfile(copy, new)
        for ending in ("-wal", "-shm"):
            self.beside(ending).unlink(missing_ok=True)
        if self.database.is_dir():
            self.database.rmdir()
        new.replace(self.database)

    def load(self, word: str) -> None:
        """Load one of the contents."""
        load(replace(Settings(), database=self.database), self.sources[word])


@pytest.fixture(scope="module", params=["16", "0"], ids=["cached", "uncached"])
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """A site on the real server, with and without its cache."""
    folder = tmp_path_factory.mktemp("database")
    sources = worded_each(folder)
    copies = {word: database_of(folder / f"of {word}", sources[word]) for word in WORDS}
    database = folder / "site.db"
    shutil.copyfile(copies[ALFA], database)
    with running("wsgi:app", database, cache_megabytes=str(request.param)) as server:
        yield Scene(server, database, sources, copies)


def truncate(scene: Scene) -> None:
    """Leave the first half of the file."""
    os.truncate(scene.database, scene.database.stat().st_size // 2)


def overwrite(scene: Scene) -> None:
    """Write random bytes over the file."""
    noise = random.Random(20211027).randbytes(scene.database.stat().st_size)
    with scene.database.open("r+b") as file:
        file.write(noise)


def replace_by_a_folder(scene: Scene) -> None:
    """Replace the database by a folder."""
    scene.clear()
    scene.database.mkdir()


def replace_by_another_database(scene: Scene) -> None:
    """Replace the database by that of another program."""
    scene.clear()
    with closing(sqlite3.connect(scene.database)) as connection, connection:
        connection.execute("create table pages (title)")


def empty(scene: Scene) -> None:
    """Leave empty tables, as a killed command does."""
    scene.clear()
    connections.prepare(scene.database, storage.migrations)


def remove_the_log(scene: Scene) -> None:
    """Remove the files that SQLite keeps beside the database."""
    for ending in ("-wal", "-shm"):
        scene.beside(ending).unlink(missing_ok=True)


HARMS: list[Callable[[Scene], None]] = [
    Scene.clear,
    truncate,
    overwrite,
    replace_by_a_folder,
    replace_by_another_database,
    empty,
    remove_the_log,
]


def test_a_site_with_a_broken_database_answers_503_and_recovers(scene: Scene) -> None:
    for harm in HARMS:
        scene.put(scene.copies[ALFA])
        assert_recovered(scene, ALFA)
        before = [ask(scene.server.port, page) for page in PAGES[:4]]
        harm(scene)
        for page, whole in zip(PAGES, [*before, None], strict=True):
            for _ in range(2):
                answer = ask(scene.server.port, page, timeout=connections.BUSY_TIMEOUT)
                assert_whole_or_unavailable(page, answer, whole)
        assert ask(scene.server.port, "/healthz").status == 200, harm
        scene.put(scene.copies[BETA])
        assert_recovered(scene, BETA)
        scene.load(ALFA)
        assert_recovered(scene, ALFA)


def assert_recovered(scene: Scene, word: str) -> None:
    """Check that each thread of the server answers with the right content."""
    time.sleep(LOOK_AGAIN)
    for page in PAGES[:4] * 2:
        answer = ask(scene.server.port, page, timeout=connections.BUSY_TIMEOUT)
        assert (answer.status, words_in(answer.text)) == (200, {word}), page


def assert_whole_or_unavailable(page: str, answer: Answer, whole: Answer | None) -> None:
    """Check that an answer is the earlier page, or a 503 in its language."""
    if answer.status == 200:
        assert whole is None or answer.body == whole.body
        return
    assert answer.status == 503, page
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    language = "en" if "/en/" in page else "nb"
    assert SAID[language] in answer.text
    assert answer.headers["Content-Language"] == language


def test_a_long_write_does_not_delay_readers(scene: Scene) -> None:
    scene.put(scene.copies[ALFA])
    assert_recovered(scene, ALFA)
    for lock in ("begin immediate", "begin exclusive"):
        with holding(scene.database, lock, "update revision set number = number + 1"):
            for page in PAGES[:4] * 2:
                answer = ask(scene.server.port, page, timeout=connections.BUSY_TIMEOUT)
                assert (answer.status, words_in(answer.text)) == (200, {ALFA}), page


def test_a_second_writer_waits_and_then_names_the_lock(tmp_path: Path) -> None:
    source = worded(tmp_path / "source", ALFA)
    database = database_of(tmp_path / "site", worded(tmp_path / "other", BETA))
    with holding(database, "begin immediate"):
        started = time.monotonic()
        ended = flask(database, "content", "load", source)
        assert time.monotonic() - started > connections.BUSY_TIMEOUT
    assert_one_clear_line(ended, "database is locked by another process")
    assert flask(database, "content", "load", source).returncode == 0


@pytest.mark.parametrize(
    "mode", ["pragma journal_mode = delete", "pragma locking_mode = exclusive"]
)
def test_readers_do_not_wait_for_an_exclusive_lock(scene: Scene, mode: str) -> None:
    scene.put(scene.copies[ALFA])
    before = [ask(scene.server.port, page) for page in PAGES[:3]]
    locked = scene.beside(".locked")
    shutil.copyfile(scene.copies[BETA], locked)
    write = "update revision set number = number + 1"
    with holding(locked, mode, "begin exclusive", write):
        scene.clear()
        locked.rename(scene.database)
        for page, whole in zip(PAGES[:3], before, strict=True):
            answer = ask(scene.server.port, page, timeout=connections.BUSY_TIMEOUT)
            assert_whole_or_unavailable(page, answer, whole)
    scene.put(scene.copies[ALFA])
    assert_recovered(scene, ALFA)


def test_an_unreadable_database_is_served_once_it_is_readable(tmp_path: Path) -> None:
    database = database_of(tmp_path / "site", worded(tmp_path / "source", ALFA))
    database.chmod(0)
    with running("wsgi:app", database, privileged=False) as server:
        assert_whole_or_unavailable(
            "/nb/", ask(server.port, "/nb/", timeout=connections.BUSY_TIMEOUT), None
        )
        assert ask(server.port, "/nb/").status == 503
        database.chmod(0o600)
        assert words_in(ask(server.port, "/nb/").text) == {ALFA}


@contextmanager
def holding(database: Path, *statements: str) -> Iterator[None]:
    """Keep a transaction open until the end of the block."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        yield
