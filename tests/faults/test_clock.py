"""Test pages while the clock jumps forwards and backwards."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from battkomp import create_app, oslo
from battkomp.settings import Settings
from tests.support.pages import EVERY_PAGE
from tests.support.sites import TODAY, change, edited_seed, load, settings_in

pytestmark = pytest.mark.full

LAUNCH = date(2026, 12, 1)
JUMPS = (0, 1, 7, 8, 400, -1, -7, 7, 8, 0, -3000, 9, 30_000, 0)  # days from TODAY
PAGES = ("/en/phases", "/nb/", "/fragment/en/phases/3-recruitment-and-society", "/sitemap.xml")


@pytest.fixture
def clock() -> SimpleNamespace:
    """The calendar of the site: a test sets `today`."""
    return SimpleNamespace(today=TODAY)


@pytest.fixture
def site(tmp_path: Path, clock: SimpleNamespace) -> Settings:
    """Settings of a site with a part that will be launched on a later day."""
    launched = change('handed_over = "2023"\n', f"launched_on = {LAUNCH}\n")
    settings = settings_in(tmp_path, today=lambda: clock.today)
    load(settings, edited_seed(tmp_path, phases=launched))
    return settings


@pytest.fixture
def client(site: Settings) -> FlaskClient:
    """A client of the site."""
    return create_app(site).test_client()


def test_a_cached_page_follows_the_clock(
    client: FlaskClient, site: Settings, clock: SimpleNamespace
) -> None:
    uncached = create_app(replace(site, cache_megabytes=0)).test_client()
    seen = set()
    for days, address in product(JUMPS, PAGES):
        clock.today = TODAY + timedelta(days=days)
        for _ in range(3):
            answer, fresh = client.get(address), uncached.get(address)
            assert answer.status_code == 200
            assert answer.text == fresh.text
            assert answer.expires == fresh.expires == oslo.end_of(clock.today)
        seen.add((address, answer.text))
    assert sum("/phases" in address for address, _ in seen) >= 4, "before and after the launch"


def test_a_page_of_another_day_is_not_confirmed(
    client: FlaskClient, clock: SimpleNamespace
) -> None:
    clock.today = LAUNCH - timedelta(days=1)
    known = {"If-None-Match": client.get("/en/phases").headers["ETag"]}
    for day, status in ((clock.today, 304), (LAUNCH, 200), (clock.today, 304)):
        clock.today = day
        assert client.get("/en/phases", headers=known).status_code == status


def test_every_page_is_served_on_the_most_distant_days(
    client: FlaskClient, clock: SimpleNamespace
) -> None:
    days = (date.min, date(1969, 12, 31), date(2038, 1, 20), date(9999, 12, 30))
    faults = []
    for day, address in product(days, (*EVERY_PAGE, "/sitemap.xml", "/robots.txt")):
        clock.today = day
        if client.get(address).status_code != 200:
            faults.append((day, address))
    assert faults == []
