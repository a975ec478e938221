"""A copy of the project, which a test changes as a newcomer would."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from battkomp import create_app
from battkomp.settings import ROOT

Answers = dict[str, dict[str, Any]]

_NAMES = ("battkomp", "templates", "static", "translations", "tests", "wsgi.py", "pyproject.toml")
_IGNORED = shutil.ignore_patterns("__pycache__", "node_modules", "*.db*")
_LINK = re.compile(r'(?:href|src|data-hx-get)="(/[^"#]*)')


def copy_project(folder: Path) -> Path:
    """Copy the project to a folder that does not exist yet."""
    folder.mkdir()
    for name in _NAMES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=_IGNORED)
        else:
            shutil.copy(ROOT / name, folder)
    return folder


def edit(file: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = file.read_text("utf-8")
    assert old in text, f"{file} has no {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def run(copy: Path, module: str, *words: str) -> str:
    """Run a module of Python in a copy; return its output."""
    ended = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=copy,
        env=os.environ | {"BATTKOMP_DATABASE": str(copy / "site.db")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def answers_of(copy: Path, *starts: str) -> Answers:
    """Return the answers of a copy to some addresses, and to all that their pages link to."""
    run(copy, "babel.messages.frontend", "-q", "compile", "-d", "translations")
    run(copy, "flask", "--app", "wsgi", "content", "prepare")
    answers: Answers = json.loads(run(copy, "tests.support.copies", *starts))
    return answers


def _crawl(starts: list[str]) -> Answers:
    client = create_app().test_client()
    answers: Answers = {}
    ahead = [*starts]
    while ahead:
        address = ahead.pop()
        if address in answers:
            continue
        answer = client.get(address)
        mimetype = answer.mimetype or ""
        text = "" if address.startswith("/static/") else answer.text
        answers[address] = {"status": answer.status_code, "type": mimetype, "text": text}
        if mimetype == "text/html":
            ahead += (link.replace("&amp;", "&") for link in _LINK.findall(text))
    return answers


if __name__ == "__main__":
    print(json.dumps(_crawl(sys.argv[1:])))  # noqa: T201  # `answers_of` reads it
