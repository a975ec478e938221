"""Every view of the desk, in a browser: accessible in both languages, themes and at every width."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize

from battkomp.settings import ROOT
from tests.support import measures, scenes
from tests.support.browser import DESK, ENLARGED, TABLET
from tests.support.desks import Office, open_office
from tests.support.scenes import Scene

pytestmark = pytest.mark.slow
_WIDE: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, Scene]]]:
    """A desk in the middle of work, on the real server, and its views."""
    with open_office(tmp_path_factory.mktemp("desk")) as office:
        yield office, {scene.name: scene for scene in scenes.prepare(office)}


def test_every_view_has_a_scene(work: tuple[Office, dict[str, Scene]]) -> None:
    office, views = work
    assert tuple(views) == scenes.NAMES
    adapter = office.app.url_map.bind("localhost")
    paths = [scene.in_language("nb").partition("?")[0] for scene in views.values()]
    shown = {adapter.match(path)[0] for path in paths if adapter.test(path)}
    rules = [one for one in office.app.url_map.iter_rules() if "GET" in (one.methods or ())]
    assert {one.endpoint for one in rules if one.endpoint.startswith("desk.")} == shown


# In the other language, the same templates have other words: `make test-full`.
@pytest.mark.parametrize("language", ["nb", pytest.param("en", marks=pytest.mark.full)])
@pytest.mark.parametrize("name", scenes.NAMES)
def test_a_view_is_accessible_in_both_languages(
    work: tuple[Office, dict[str, Scene]], page: Page, name: str, language: str
) -> None:
    office, scene = work[0], work[1][name]
    if scene.user is not None:
        office.enter(page, scene.user)
    answer = page.goto(f"{office.settings.desk_url}{scene.in_language(language)}")
    assert answer is not None
    assert answer.status == scene.status
    faults = measures.faults(page)
    for size in (ENLARGED, TABLET, DESK):
        page.set_viewport_size(size)
        faults += [f"{size['width']} px: {fault}" for fault in measures.focus(page)]
    page.set_viewport_size(_WIDE)
    faults += [f"{_WIDE['width']} px: {fault}" for fault in measures.axe(page)]
    assert faults == []


def test_each_row_of_the_accessibility_table_names_a_test_that_exists_or_says_why_not() -> None:
    document = (ROOT / "docs" / "desk-accessibility.md").read_text("utf-8")
    rows = [one.strip("| ").split(" | ") for one in re.findall(r"^\| [AB]\.\d.*", document, re.M)]
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", written, re.M))
    assert len(rows) == 20
    for _criterion, _answer, tests in rows:
        named = set(re.findall(r"`(test_\w+)`", tests))
        assert named or tests.startswith("none: ")
        assert named <= there, named - there
