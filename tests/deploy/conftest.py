"""Fixtures with the site, Varnish and nginx, as configured in `deploy/`."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import fronts
from tests.support.fronts import Front, Site
from tests.support.origins import Origin, serving_origin
from tests.support.sites import load, settings_in, today


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short name: socket paths have at most 108 characters."""
    with TemporaryDirectory(prefix="site-") as name:
        yield Path(name)


@pytest.fixture
def origin(short_folder: Path) -> Iterator[Origin]:
    """A tiny site with answers that the test sets."""
    origin = Origin()
    with serving_origin(short_folder / "site.sock", origin):
        yield origin


@pytest.fixture
def cache(origin: Origin, short_folder: Path) -> Iterator[Front]:
    """Varnish in front of the tiny site."""
    assert origin.status == 200
    with fronts.varnish(short_folder / "site.sock") as front:
        yield front


@pytest.fixture
def site(short_folder: Path) -> Iterator[Site]:
    """The real site on its real server."""
    load(settings_in(short_folder, today=today))
    site = Site(short_folder)
    site.start()
    yield site
    site.kill()


@pytest.fixture
def cached_site(site: Site) -> Iterator[Front]:
    """Varnish in front of the real site."""
    with fronts.varnish(site.socket) as front:
        yield front
