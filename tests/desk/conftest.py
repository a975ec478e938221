"""Fixtures of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desks import Office, office_in, open_office, small_office_in


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A desk with little content, which is several times as fast as one with the seed."""
    return small_office_in(tmp_path)


@pytest.fixture
def seeded_office(tmp_path: Path) -> Office:
    """A desk with the seed."""
    return office_in(tmp_path)


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Office]:
    """A desk with the seed on the real server, for browsers; see `Office.enter`."""
    with open_office(tmp_path) as office:
        yield office
