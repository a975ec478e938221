"""The site's commands, run as an operator runs them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from battkomp.settings import ROOT

Ended = subprocess.CompletedProcess[str]


def flask(database: Path, *words: str | Path, largest_file: int | None = None) -> Ended:
    """Run `flask` with a command of the site's until it ends.

    :param largest_file: how many bytes a file may have; more cannot be written, as on a full disk.
    """

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"BATTKOMP_DATABASE": str(database)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,  # nothing but a system call
    )


def assert_one_clear_line(ended: Ended, *words: str) -> None:
    """Check that a command has failed, and has said why in one line with these words."""
    assert ended.returncode == 1, ended
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: "), line
    for word in words:
        assert word in line, line
