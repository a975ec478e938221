"""Whether the content is the same: told at once, and seldom asked."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from battkomp.db import connections, generation
from battkomp.db.generation import Generation
from battkomp.db.watch import Watch
from battkomp.settings import Settings
from tests.support.sites import load


@pytest.fixture
def database(settings: Settings) -> Path:
    """A database with content."""
    load(settings)
    return settings.database


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The questions that are put to the database."""
    asked: list[Path] = []
    answer = connections.mark

    def ask(path: Path) -> str:
        asked.append(path)
        return answer(path)

    monkeypatch.setattr(connections, "mark", ask)
    return asked


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody look for a new file in the middle of a test, however slow the machine."""
    monkeypatch.setattr("battkomp.db.watch._LOOK_AGAIN", 60.0)


def change(path: Path) -> None:
    """Change the content."""
    with connections.writing(path) as db:
        connections.raise_revision(db)


def test_the_database_is_asked_once(database: Path, questions: list[Path]) -> None:
    watch = Watch(database)
    assert len({watch.mark() for _ in range(100)}) == 1
    assert len(questions) == 1


def test_a_change_is_seen_at_once(database: Path, questions: list[Path]) -> None:
    watch = Watch(database)
    before = watch.mark()
    for _ in range(10):
        change(database)
        assert watch.mark() != before
        before = watch.mark()
    assert len(questions) == 11


def test_a_change_by_another_process_is_seen_at_once(database: Path) -> None:
    watch = Watch(database)
    before = watch.mark()
    writer = multiprocessing.get_context("spawn").Process(target=change, args=[database])
    writer.start()
    writer.join()
    assert watch.mark() != before


def test_what_is_not_committed_is_no_change(database: Path) -> None:
    watch = Watch(database)
    before = watch.mark()
    with connections.writing(database) as db:
        connections.raise_revision(db)
        assert watch.mark() == before
    assert watch.mark() != before


def be_killed_while_committing(path: Path, *, is_committed: bool) -> None:
    """Die at the worst moment."""
    with connections.writing(path) as db:
        connections.raise_revision(db)
        with generation.renewed(path):
            if is_committed:
                db.conn.commit()
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("is_committed", [True, False])
def test_after_a_writer_was_killed_the_database_is_asked_each_time(
    database: Path, questions: list[Path], is_committed: bool
) -> None:
    watch = Watch(database)
    before = watch.mark()
    writer = multiprocessing.get_context("spawn").Process(
        target=be_killed_while_committing, args=[database], kwargs={"is_committed": is_committed}
    )
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    questions.clear()
    for _ in range(3):
        assert (watch.mark() != before) == is_committed
    assert len(questions) == 3
    change(database)
    questions.clear()
    assert watch.mark() == watch.mark()
    assert len(questions) == 1


def test_a_file_put_in_the_place_of_the_database_is_noticed(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("battkomp.db.watch._LOOK_AGAIN", 0.01)
    watch = Watch(database)
    before = watch.mark()
    other = tmp_path / "other.db"
    connections.prepare(other)
    change(other)
    shutil.move(other, database)
    time.sleep(0.02)
    assert watch.mark() != before


def test_without_a_generation_the_database_is_asked(database: Path, questions: list[Path]) -> None:
    database.with_name(f"{database.name}-generation").unlink()
    watch = Watch(database)
    before = watch.mark()
    assert watch.mark() == before
    assert len(questions) == 2
    change(database)
    assert watch.mark() != before


def test_a_generation_that_is_emptied_harms_nobody(database: Path, questions: list[Path]) -> None:
    watch = Watch(database)
    before = watch.mark()
    os.truncate(database.with_name(f"{database.name}-generation"), 0)
    assert [watch.mark(), watch.mark()] == [before, before]
    assert len(questions) == 3
    change(database)
    assert watch.mark() != before
    questions.clear()
    assert watch.mark() == watch.mark()
    assert len(questions) <= 1


def test_a_generation_lets_go_of_its_file(database: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(10):
        Generation(database)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_database_that_is_gone_and_comes_back_is_read_again(database: Path) -> None:
    watch = Watch(database)
    before = watch.mark()
    away = database.rename(database.with_suffix(".away"))
    change_of_generation(database)
    with pytest.raises(connections.ReadError):
        watch.mark()
    away.rename(database)
    assert watch.mark() == before


def change_of_generation(path: Path) -> None:
    """Make everybody look again."""
    with generation.renewed(path):
        pass


def test_one_generation_is_never_another(database: Path) -> None:
    seen = set()
    for _ in range(50):
        change_of_generation(database)
        seen.add(Generation(database).read())
    assert len(seen) == 50
    assert None not in seen
