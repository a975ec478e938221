"""A setting that cannot be right, as whoever starts the site is told of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from battkomp.settings import ROOT
from tests.support.servers import command, free_port

pytestmark = pytest.mark.slow

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
SAID = "Error: BATTKOMP_CACHE_MEGABYTES: this must be a whole number from 0 to 1024\n"


def start(line: list[str]) -> subprocess.CompletedProcess[str]:
    """Start the site with a setting that cannot be right, and wait until it ends."""
    environment = os.environ | {"BATTKOMP_CACHE_MEGABYTES": "many"}
    return subprocess.run(
        line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize("words", [["content", "prepare"], ["run"], ["inbox", "list"]])
def test_a_command_says_it_in_one_line(words: list[str]) -> None:
    ended = start([*FLASK, *words])
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", SAID)


@pytest.mark.parametrize("workers", [1, 3])
def test_the_server_says_it_in_one_line_and_ends(workers: int) -> None:
    ended = start(command("wsgi:app", free_port(), workers))
    assert (ended.returncode, ended.stderr) == (1, SAID)
    assert "ERROR" not in ended.stdout
