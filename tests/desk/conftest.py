"""Fixtures of the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desks import Office, office_in, open_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A desk with little content, which is several times as fast as one with the seed."""
    return office_in(tmp_path, is_small=True)


@pytest.fixture
def seeded_office(tmp_path: Path) -> Office:
    """A desk with the seed."""
    return office_in(tmp_path)


@pytest.fixture(scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("desk"), is_small=True) as office:
        yield office


@pytest.fixture
def open_desk(_served: Office) -> Iterator[Office]:
    """A desk on the real server, for tests in browsers that publish nothing; see `Office.enter`."""
    _served.clear()
    before = _served.live()
    yield _served
    assert _served.live() == before
