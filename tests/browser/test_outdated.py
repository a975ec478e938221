"""The notice on a page that is older than its source, in the real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support import measures
from tests.support.servers import running
from tests.support.sites import change, edited_seed, load, settings_in

EDIT = change("Del 3 samler anbefalinger", "Del 3 samler nye råd")


@pytest.fixture(scope="module")
def edited_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a site on which a source text has changed."""
    folder: Path = tmp_path_factory.mktemp("outdated")
    settings = settings_in(folder)
    load(settings)
    load(settings, edited_seed(folder, phases=EDIT))
    with running("tests.support.app:app", settings.database, cache_megabytes="0") as server:
        yield server.address


def test_the_changes_can_be_opened_and_are_accessible(page: Page, edited_server: str) -> None:
    page.goto(f"{edited_server}/en/phases/3-recruitment-and-society")
    difference = page.locator(".notice .difference")
    expect(difference).to_be_hidden()
    page.locator(".notice summary").click()
    expect(difference).to_be_visible()
    assert [*measures.faults(page), *measures.layout(page)] == []


def test_removed_and_added_words_differ_by_more_than_colour(page: Page, edited_server: str) -> None:
    page.goto(f"{edited_server}/en/phases/3-recruitment-and-society")
    lines = page.locator(".difference :is(del, ins)").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).textDecorationLine)"
    )
    assert lines == ["line-through", "underline"]
