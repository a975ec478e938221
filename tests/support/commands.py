"""Run the site's commands, in this process or in one of their own."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from click.testing import Result

from battkomp import create_app
from battkomp.settings import ROOT, Settings

Ended = subprocess.CompletedProcess[str]


def invoke(settings: Settings, *words: str | Path) -> Result:
    """Run a command in this process, on a new application with `settings`."""
    return create_app(settings).test_cli_runner().invoke(args=[*map(str, words)])


def output_of(settings: Settings, *words: str | Path) -> str:
    """Run a command that must succeed; return its output."""
    result = invoke(settings, *words)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes.decode()


def error_of(settings: Settings, *words: str | Path) -> str:
    """Run a command that must fail with one line; return the reason."""
    result = invoke(settings, *words)
    assert result.exit_code == 1, result.output
    (line,) = result.output.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def flask(database: Path, *words: str | Path, largest_file: int | None = None) -> Ended:
    """Run a command in a process of its own until it ends.

    It takes about a second. Use `invoke` unless the process, its environment or its limits matter.

    :param largest_file: the size limit of files in bytes; writes beyond it fail as on a full disk.
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
        preexec_fn=limit,  # a single system call
    )


def assert_one_clear_line(ended: Ended, *words: str) -> None:
    """Check that a command failed and wrote one line with these words to standard error."""
    assert ended.returncode == 1, ended
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: "), line
    for word in words:
        assert word in line, line
