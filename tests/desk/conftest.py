"""Fixtures of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import DESK, launch_options
from tests.support.desks import Office, office_in, open_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A desk with the seed."""
    return office_in(tmp_path)


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Office]:
    """A desk with the seed on the real server, for browsers; see `Office.enter`."""
    with open_office(tmp_path) as office:
        yield office


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium; fail with instructions if there is none."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Open pages in a wide window."""
    return {**browser_context_args, "viewport": DESK}
