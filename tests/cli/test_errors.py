"""Errors of commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import Result

from battkomp.cli.terminal import cli_errors
from battkomp.settings import Settings
from tests.support.commands import invoke


def test_an_empty_path_is_not_the_working_directory(cli: Callable[..., Result]) -> None:
    for command in (
        *("backup create", "backup verify", "content export", "content load"),
        "edition build",
    ):
        result = cli(*command.split(), "")
        assert result.exit_code == 2
        assert "this must be a path, and not empty" in result.output, command


def test_a_database_that_cannot_be_created_is_named(settings: Settings) -> None:
    result = invoke(replace(settings, database=Path("/proc/x.db")), "content", "prepare")
    assert result.exit_code == 1
    assert result.output == "Error: /proc/x.db cannot be made: unable to open database file\n"


def test_control_characters_in_a_message_are_made_visible() -> None:
    with pytest.raises(click.ClickException) as raised, cli_errors():
        raise OSError("a\x1b[2J\u202eb")
    assert raised.value.message == "a\\u001b[2J\\u202eb"
