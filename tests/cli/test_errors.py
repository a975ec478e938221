"""Errors of commands."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
import pytest

from battkomp import create_app
from battkomp.cli.terminal import cli_errors
from battkomp.content.load import SEED
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke
from tests.support.contents import prepare


def test_an_empty_path_is_not_the_working_directory(settings: Settings) -> None:
    for command in (
        *("backup create", "backup verify", "content export", "content load"),
        "edition build",
    ):
        result = invoke(settings, *command.split(), "")
        assert result.exit_code == 2
        assert "this must be a path, and not empty" in result.output, command


def test_without_content_nothing_is_written(settings: Settings, tmp_path: Path) -> None:
    new = tmp_path / "new"
    commands: tuple[tuple[str | Path, ...], ...] = (
        *(("backup", "create", new), ("edition", "build", new), ("links", "check")),
        *(("content", "export", new), ("content", "check")),
        ("content", "load", SEED / "contact.toml"),
    )
    for is_prepared in (False, True):
        if is_prepared:
            prepare(settings.database)
        for command in commands:
            assert error_of(settings, *command).startswith("There is no content yet"), command
            assert settings.database.exists() == is_prepared
        assert not new.exists()


def test_a_database_of_an_earlier_release_is_named_as_such(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("create view entries as select 1 as section")
        connection.execute("create table _sqlite_migrations (migration_set, name, applied_at)")
        connection.execute("insert into _sqlite_migrations values ('battkomp', 'm0001', '2026')")
    for command in ("content check", "content prepare", f"content load {SEED}"):
        said = error_of(settings, *command.split())
        assert said.startswith("The database was made by another release."), command
    assert create_app(settings).test_client().get("/nb/").status_code == 503


def test_a_database_that_cannot_be_created_is_named(settings: Settings) -> None:
    nowhere = replace(settings, database=Path("/proc/x.db"))
    said = error_of(nowhere, "content", "prepare")
    assert said == "/proc/x.db cannot be made: unable to open database file"


def test_control_characters_in_a_message_are_made_visible() -> None:
    with pytest.raises(click.ClickException, match=r"^a\\u001b\[2J\\u202eb\\nc$"), cli_errors():
        raise OSError("a\x1b[2J\u202eb\nc")
