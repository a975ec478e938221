"""Content whose pages cannot be shown is refused, wherever it comes from."""

from pathlib import Path

import pytest

from battkomp.db import backups
from battkomp.settings import Settings
from tests.support.commands import error_of, output_of
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

COMPLAINT = '/nb/tall has the id "main" twice'


@pytest.fixture
def faulty(settings: Settings, tmp_path: Path) -> Settings:
    """A site with content that keeps all rules, and has a page with an id twice."""
    seed = edited_seed(tmp_path, figures=change("[figures.jobs]", "[figures.main]"))
    load(settings, seed)  # without the check
    return settings


def test_a_backup_with_a_page_that_cannot_be_shown_is_refused(
    faulty: Settings, tmp_path: Path
) -> None:
    output_of(faulty, "backup", "create", tmp_path / "backups")
    (made,) = backups.backups_in(tmp_path / "backups")
    for command in ("verify", "restore"):
        assert COMPLAINT in error_of(faulty, "backup", command, made)


def test_an_undoing_with_a_page_that_cannot_be_shown_is_refused(faulty: Settings) -> None:
    load(faulty)
    assert COMPLAINT in error_of(faulty, "content", "undo", "2")


def test_content_with_pages_that_can_be_shown_is_verified_and_undone(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    output_of(settings, "backup", "create", tmp_path / "backups")
    (made,) = backups.backups_in(tmp_path / "backups")
    assert output_of(settings, "backup", "verify", made) == f"{made}: intact\n"
    contact = change("Any questions?", "Questions?")
    output_of(settings, "content", "load", edited_seed(tmp_path, contact=contact))
    assert "Publication 2 is undone" in output_of(settings, "content", "undo", "2")
