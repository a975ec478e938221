"""Fixtures of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.desks import Office, office_in


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A desk with the seed."""
    return office_in(tmp_path)
