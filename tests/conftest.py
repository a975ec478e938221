"""Fixtures. What they are made of is in `support`."""

from __future__ import annotations

import tomllib
from collections.abc import Generator, Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask

from battkomp.db import connections
from battkomp.settings import Settings
from tests.support import claims
from tests.support.backing_up import back_up_the_seed
from tests.support.servers import serving_the_seed
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor


@pytest.fixture(scope="session", autouse=True)
def _parse_once() -> Iterator[None]:
    """Parse a content file once: hundreds of sites are made of those that ship."""
    parse = lru_cache(maxsize=64)(tomllib.loads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda text: deepcopy(parse(text)))
        yield


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site with the content that it ships with."""
    return site(settings_in(tmp_path_factory.mktemp("site")))


@pytest.fixture(scope="session")
def visitor(app: Flask) -> Visitor:
    """A visitor of the site."""
    return Visitor(app)


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the real server."""
    with serving_the_seed("wsgi:app", tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of the content that ships, and a backup of it in `backups`."""
    folder = tmp_path_factory.mktemp("shipped")
    back_up_the_seed(settings_in(folder), folder / "backups")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty place for a database."""
    return settings_in(tmp_path)


@pytest.fixture(autouse=True)
def _close_reader() -> Iterator[None]:
    """Leave no connection open behind a test."""
    yield
    connections.forget_reader()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to record what the accessibility page may claim."""
    parser.addoption("--record", type=Path, help="write which claims the passed tests back")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note how each test that backs a claim ends."""
    report = yield
    claims.note(item, report)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what has been noted, if that was asked for."""
    path: Path | None = session.config.getoption("--record")
    if path is not None:
        claims.write(path)
