"""Fixtures with Chromium and the real server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.chromium import launch_options
from tests.support.clients import ask
from tests.support.journey import Journey
from tests.support.letters import Desk
from tests.support.servers import free_port, running, serving_the_seed, started
from tests.support.sites import load, settings_in, static_site_of


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium; fail with instructions if there is none."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the site on the real server."""
    folder = tmp_path_factory.mktemp("server")
    with serving_the_seed("tests.support.misbehaving:app", folder) as address:
        yield address


@pytest.fixture(scope="session")
def static_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a static site with the seed, on a file server."""
    folder, port = tmp_path_factory.mktemp("static"), free_port()
    settings = settings_in(folder)
    load(settings)
    for name, body in static_site_of(settings, f"http://127.0.0.1:{port}").files.items():
        file = folder / "out" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    start = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    start += ["--directory", str(folder / "out"), str(port)]
    with started(start, is_there=lambda: ask(port, "/").status == 200):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def other_site(real_server: str) -> str:
    """The URL of a site with another origin."""
    return real_server.replace("127.0.0.1", "localhost")


@pytest.fixture
def journey(page: Page, server: str) -> Iterator[Journey]:
    """A visit to the site in a wide window; no console message may appear."""
    page.set_viewport_size({"width": 1280, "height": 800})
    visit = Journey(page, server)
    yield visit
    assert visit.complaints == []


@pytest.fixture(params=["server", "static_server"])
def anywhere(page: Page, request: pytest.FixtureRequest) -> Iterator[Journey]:
    """A visit to the live site, and one to the static site."""
    page.set_viewport_size({"width": 1280, "height": 800})
    server = str(request.getfixturevalue(request.param))
    visit = Journey(page, server, is_static=request.param == "static_server")
    yield visit
    assert visit.complaints == []


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A separate site for messages, because their number per hour is limited."""
    settings = settings_in(tmp_path_factory.mktemp("office"))
    load(settings)
    with running("tests.support.misbehaving:app", settings.database) as server:
        yield Desk(server, settings)


@pytest.fixture
def desk(office: Desk) -> Desk:
    """The site for messages, with an empty inbox."""
    office.clear()
    return office


@pytest.fixture
def letter(page: Page, desk: Desk) -> Iterator[Journey]:
    """A visit to the contact form; no console message may appear."""
    page.set_viewport_size({"width": 1280, "height": 800})
    visit = Journey(page, desk.server.address)
    yield visit
    assert visit.complaints == []
