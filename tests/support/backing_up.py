"""Back up the seed once and copy the backup, and run `flask backup` as a process."""

from __future__ import annotations

import shutil
from pathlib import Path

from battkomp.db import backups
from battkomp.operations import backup
from battkomp.settings import Settings
from tests.support.commands import flask
from tests.support.sites import load

SMALL = 48 * 1024  # bytes: less than any of the site's databases


def flask_backup(settings: Settings, *arguments: str, limit: int | None = None) -> tuple[int, str]:
    """Run `flask backup` in a process of its own; return its exit code and its output.

    :param limit: the size limit of files that it writes, in bytes.
    """
    ended = flask(settings.database, "backup", *arguments, largest_file=limit)
    return ended.returncode, ended.stdout + ended.stderr


def back_up_the_seed(settings: Settings, folder: Path) -> Path:
    """Load the seed, back it up into a folder, and return the backup."""
    load(settings)
    return backup.create(settings, folder)


def copy_of(site: Path, settings: Settings) -> Path:
    """Copy a folder with a database and `backups` to the folder of `settings`.

    The result equals that of `back_up_the_seed`, in less time.
    """
    shutil.copytree(site, settings.database.parent, dirs_exist_ok=True)
    (file,) = backups.backups_in(settings.database.parent / "backups")
    return file
