"""Fixtures for faults; the helpers behind them are in `tests/support`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.contents import WORDS, database_of, worded


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two contents, by the word that is on every page of each."""
    folder = tmp_path_factory.mktemp("sources")
    return {word: worded(folder / word, word) for word in WORDS}


@pytest.fixture(scope="module")
def database(sources: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the first content."""
    return database_of(tmp_path_factory.mktemp("database") / "site", sources[WORDS[0]])
