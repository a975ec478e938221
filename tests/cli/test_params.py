"""Paths that are given to commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content.load import SEED
from battkomp.settings import ROOT, Settings


@pytest.mark.parametrize(
    "command", ["backup create", "backup verify", "content export", "content load", "edition build"]
)
def test_an_empty_path_is_not_the_working_directory(settings: Settings, command: str) -> None:
    result = create_app(settings).test_cli_runner().invoke(args=[*command.split(), ""])
    assert result.exit_code == 2
    assert "this must be a path, and not empty" in result.output


def test_a_place_where_no_database_can_be_made_is_named(settings: Settings) -> None:
    nowhere = replace(settings, database=Path("/proc/x.db"))
    result = create_app(nowhere).test_cli_runner().invoke(args=["content", "prepare"])
    assert result.exit_code == 1
    assert result.output == "Error: /proc/x.db cannot be made: unable to open database file\n"


def test_the_readme_says_how_many_files_the_content_has() -> None:
    assert len(list(SEED.glob("*.toml"))) == 12
    assert "twelve files of TOML" in (ROOT / "README.md").read_text("utf-8")
