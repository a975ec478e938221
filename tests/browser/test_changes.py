"""The page of changes and the histories, in Chromium, after some publications."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support import measures
from tests.support.servers import running
from tests.support.sites import change, edited_seed, load, settings_in


@pytest.fixture(scope="module")
def changed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a site with three publications, of which one changed most pages."""
    folder = tmp_path_factory.mktemp("changed")
    settings = settings_in(folder)
    load(settings)
    board = change("The members of the BattKOMP project board", "The members of the board")
    load(settings, edited_seed(folder / "one", board=board))
    files = ("pages", "milestones", "findings", "glossary")
    edits = dict.fromkeys(files, change(" som ", " der "))
    load(settings, edited_seed(folder / "two", board=board, **edits))
    with running("wsgi:app", settings.database) as server:
        yield server.address


@pytest.mark.parametrize(
    "address", ["/nb/endringer", "/en/changes", "/nb/tidslinje/historikk", "/en/board/history"]
)
def test_changes_are_accessible_at_every_width(
    page: Page, changed_server: str, address: str
) -> None:
    page.goto(changed_server + address)
    assert measures.faults(page) == []
    assert measures.layout(page) == []
