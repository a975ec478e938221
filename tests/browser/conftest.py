"""A real Chromium and the real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.chromium import launch_options
from tests.support.journey import Journey
from tests.support.letters import Desk
from tests.support.servers import running, serving_the_seed
from tests.support.sites import load, settings_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium of the machine; without one, the tests fail and say how to get it."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the real server."""
    folder = tmp_path_factory.mktemp("server")
    with serving_the_seed("tests.support.misbehaving:app", folder) as address:
        yield address


@pytest.fixture(scope="session")
def other_site(real_server: str) -> str:
    """The address of another site, as far as a browser can tell."""
    return real_server.replace("127.0.0.1", "localhost")


@pytest.fixture
def journey(page: Page, server: str) -> Iterator[Journey]:
    """A visit to the site in a wide window; its console must stay empty."""
    page.set_viewport_size({"width": 1280, "height": 800})
    visit = Journey(page, server)
    yield visit
    assert visit.complaints == []


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A site of its own for messages, of which only so many may come in an hour."""
    settings = settings_in(tmp_path_factory.mktemp("office"))
    load(settings)
    with running("tests.support.misbehaving:app", settings.database) as server:
        yield Desk(server, settings)


@pytest.fixture
def desk(office: Desk) -> Desk:
    """Where messages come to; there are none yet."""
    office.clear()
    return office


@pytest.fixture
def letter(page: Page, desk: Desk) -> Iterator[Journey]:
    """A visit to the contact form; its console must stay empty."""
    page.set_viewport_size({"width": 1280, "height": 800})
    visit = Journey(page, desk.server.address)
    yield visit
    assert visit.complaints == []
