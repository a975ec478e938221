"""Fixtures with Chromium and the real server."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import Journey
from tests.support.clients import ask
from tests.support.letters import Desk
from tests.support.servers import free_port, running, serving_the_seed, started
from tests.support.sites import load, settings_in, static_site_of


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the site on the real server."""
    folder = tmp_path_factory.mktemp("server")
    with serving_the_seed("tests.support.app:app", folder, cache_megabytes="0") as address:
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


def visiting(page: Page, server: str, *, is_static: bool = False) -> Iterator[Journey]:
    """Yield a visit; no console message may appear."""
    journey = Journey(page, server, is_static=is_static)
    yield journey
    assert journey.complaints == []


@pytest.fixture
def journey(page: Page, server: str) -> Iterator[Journey]:
    """A visit to the site."""
    yield from visiting(page, server)


@pytest.fixture
def visit(page: Page, static_server: str) -> Iterator[Journey]:
    """A visit to the static site."""
    yield from visiting(page, static_server, is_static=True)


@pytest.fixture(params=["journey", "visit"])
def anywhere(request: pytest.FixtureRequest) -> Journey:
    """A visit to the site, and one to the static site."""
    visit: Journey = request.getfixturevalue(request.param)
    return visit


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A separate site for messages, because their number per hour is limited."""
    settings = settings_in(tmp_path_factory.mktemp("office"))
    load(settings)
    with running("tests.support.app:app", settings.database, cache_megabytes="0") as server:
        yield Desk(server, settings)


@pytest.fixture
def desk(office: Desk) -> Desk:
    """The site for messages, with an empty inbox."""
    office.clear()
    return office


@pytest.fixture
def letter(page: Page, desk: Desk) -> Iterator[Journey]:
    """A visit to the site for messages."""
    yield from visiting(page, desk.server.address)
