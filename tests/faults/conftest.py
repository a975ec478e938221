"""Fixtures for faults; the helpers behind them are in `tests/support`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.contents import WORDS, database_of, worded
from tests.support.servers import Server, running


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two contents, by the word that is on every page of each."""
    folder = tmp_path_factory.mktemp("sources")
    return {word: worded(folder / word, word) for word in WORDS}


@pytest.fixture(scope="module")
def database(sources: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the first content."""
    return database_of(tmp_path_factory.mktemp("database") / "site", sources[WORDS[0]])


@pytest.fixture(scope="module")
def server(database: Path) -> Iterator[Server]:
    """A site with the first content and one worker, on the real server."""
    with running("wsgi:app", database) as server:
        yield server
