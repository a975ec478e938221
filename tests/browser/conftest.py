"""A real Chromium and the real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.journey import Journey
from tests.support.servers import serving
from tests.support.sites import load, settings_in

NAMES = ("chromium", "chromium-headless-shell", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium of the machine."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("There is no Chromium: run `make browser`, or apt-get install chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": [*quiet, *as_root]}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the real server."""
    settings = settings_in(tmp_path_factory.mktemp("server"))
    load(settings)
    with serving("tests.support.misbehaving:app", settings.database) as address:
        yield address


@pytest.fixture(scope="session")
def other_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another site, as far as a browser can tell."""
    settings = settings_in(tmp_path_factory.mktemp("other"))
    load(settings)
    with serving("wsgi:app", settings.database) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def journey(page: Page, server: str) -> Iterator[Journey]:
    """A visit to the site in a wide window; its console must stay empty."""
    page.set_viewport_size({"width": 1280, "height": 800})
    visit = Journey(page, server)
    yield visit
    assert visit.complaints == []
