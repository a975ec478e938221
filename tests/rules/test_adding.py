"""Adding a page or a field touches few files: done in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from battkomp.settings import ROOT

pytestmark = pytest.mark.slow

COPIED = ("battkomp", "templates", "static", "translations", "tests", "wsgi.py", "pyproject.toml")
IGNORED = shutil.ignore_patterns("__pycache__", "node_modules", "*.mo", "*.db*")
SEED = "battkomp/content/seed"

PAGE = """
[pages.news]
title.nb = "Nyheter"
title.en = "News"
description.nb = "Nytt fra prosjektet."
description.en = "News of the project."
body.nb = "Prosjektet er avsluttet."
body.en = "The project has ended."
"""


class Project:
    """A copy of the project, to be changed as a newcomer would change it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=IGNORED)
            else:
                shutil.copy(source, folder)
        self._before = self._digests()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text in a file."""
        file = self._folder / path
        text = file.read_text("utf-8")
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new, 1), "utf-8")

    def run(self, *arguments: str) -> str:
        """Run Python in the copy."""
        environ = os.environ | {"BATTKOMP_DATABASE": str(self._folder / "site.db")}
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=self._folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def confirm(self) -> None:
        """Record the changed content in its history, and fill the database."""
        self.run("-m", "babel.messages.frontend", "-q", "compile", "-d", "translations")
        self.run("-m", "flask", "--app", "wsgi", "content", "confirm", SEED)
        self.run("-m", "flask", "--app", "wsgi", "content", "prepare")

    def answer(self, address: str) -> str:
        """Return the body of a page, which must be answered with 200."""
        script = (
            "import battkomp, sys; answer = battkomp.create_app().test_client().get(sys.argv[1]);"
            "sys.exit(answer.status) if answer.status_code != 200 else print(answer.text)"
        )
        return self.run("-c", script, address)

    def changed(self) -> set[str]:
        """Return the files that have been changed, without those that are made from others."""
        after = self._digests()
        return {path for path in after if after[path] != self._before.get(path)}

    def _digests(self) -> dict[str, str]:
        return {
            path.relative_to(self._folder).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in self._folder.rglob("*")
            if path.is_file() and not re.search(r"\.(mo|pyc|db)\b", path.name)
        }


def test_a_page_of_title_and_text_is_added_in_five_files(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.edit(
        "battkomp/web/sitemap.py",
        'SitePage("data",',
        'SitePage("news", {"nb": "nyheter", "en": "news"}, menus=("project",)),\n'
        '    SitePage("data",',
    )
    project.edit(f"{SEED}/pages.toml", "\n[pages.board]", f"{PAGE}\n[pages.board]")
    project.edit(
        "tests/support/pages.py", '("/nb/data",', '("/nb/nyheter", "/en/news"),\n    ("/nb/data",'
    )
    project.confirm()
    for address, words in (("/nb/nyheter", "Prosjektet er avsluttet."), ("/en/news", "has ended")):
        page = project.answer(address)
        assert words in page
        assert f'href="{address}" aria-current="page"' in page, "it is in the menu"
        assert words in project.answer(f"/fragment{address}")
        assert address in project.answer("/sitemap.xml")
    assert len(project.changed()) <= 5, project.changed()


def test_a_field_of_words_is_added_in_six_files(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.edit(
        "battkomp/content/project.py",
        "    represents: W\n",
        "    represents: W\n    role: W | None = None\n",
    )
    project.edit(
        f"{SEED}/board.toml",
        "\n[seats.norsk-industri-2]",
        'role.nb = "Styreleder"\nrole.en = "Chair"\n\n[seats.norsk-industri-2]',
    )
    project.edit(
        "templates/pages/board.html",
        "<span>{{ seat.represents }}</span>",
        "<span>{{ seat.represents }}</span>{% if seat.role %} <em>{{ seat.role }}</em>{% endif %}",
    )
    project.edit(
        "battkomp/data/references.py",
        '        Column(\n            "organisations",',
        '        Column("role", _("Role"), _("The role on the board.")),\n'
        '        Column(\n            "organisations",',
    )
    project.edit(
        "translations/nb/LC_MESSAGES/messages.po",
        '\nmsgid "Represents"',
        '\nmsgid "Role"\nmsgstr "Rolle"\n\n'
        'msgid "The role on the board."\nmsgstr "Vervet i styret."\n'
        '\nmsgid "Represents"',
    )
    project.confirm()
    assert "<em>Styreleder</em>" in project.answer("/nb/styret")
    assert "<em>Chair</em>" in project.answer("/en/board")
    assert '"role": "Chair"' in project.answer("/en/data/board.json")
    assert "Rolle" in project.answer("/nb/data/styret.csv")
    assert len(project.changed()) <= 6, project.changed()
