"""Backups made once and copied, and `flask backup` as a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from battkomp.db import backup_folder, connections
from battkomp.operations import backup
from battkomp.settings import ROOT, Settings
from tests.support.sites import load

# `flask`, on a disk that has no room for a file of a certain size.
LIMITED = """
import resource, sys
from flask.cli import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""
SMALL = 48 * 1024  # bytes: less than a database of ours


def flask_backup(settings: Settings, *arguments: str, limit: int = -1) -> tuple[int, str]:
    """Run `flask backup` as a process; return its exit code and what it said.

    :param limit: the size of the largest file that it may write, in bytes.
    """
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), "--app", "wsgi", "backup", *arguments],
        cwd=ROOT,
        env={"BATTKOMP_DATABASE": str(settings.database)},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout + result.stderr


def back_up_the_seed(settings: Settings, folder: Path) -> Path:
    """Load the content that ships, and back it up into a folder; return the backup."""
    load(settings)
    return backup.create(settings, folder).file


def copy_of(site: Path, settings: Settings) -> Path:
    """Copy a folder with a database and `backups` to where `settings` have it; return the backup.

    It is what `back_up_the_seed` would make, in less time.
    """
    connections.forget_reader()  # the last to close a database puts its log into it
    shutil.copytree(site, settings.database.parent, dirs_exist_ok=True)
    (file,) = backup_folder.backups_in(settings.database.parent / "backups")
    return file
