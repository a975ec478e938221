"""Adding a page or a field touches few files: done in a copy of the project."""

import filecmp
import re
from pathlib import Path

import pytest

from battkomp.settings import ROOT
from tests.support.copies import answers_of, copy_project, edit, run

pytestmark = pytest.mark.full

SEED = "battkomp/content/seed"

PAGE = """
[pages.news]
title.nb = "Nyheter"
title.en = "News"
description.nb = "Nytt fra prosjektet."
description.en = "News of the project."
body.nb = "Prosjektet er avsluttet."
body.en = "The project has ended."

[pages.board]"""


def changed(copy: Path) -> set[str]:
    """Return the files that differ from the project's, without those that are made from others."""
    files = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()}
    return {
        str(name)
        for name in files
        if not re.search(r"\.(mo|pyc|db)\b", name.name)
        and not ((ROOT / name).exists() and filecmp.cmp(copy / name, ROOT / name, shallow=False))
    }


def test_a_page_of_title_and_text_is_added_in_five_files(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy")
    edit(
        copy / "battkomp/web/sitemap.py",
        'SitePage("data",',
        'SitePage("news", {"nb": "nyheter", "en": "news"}, menus=("project",)),\n'
        '    SitePage("data",',
    )
    edit(copy / SEED / "pages.toml", "\n[pages.board]", PAGE)
    edit(
        copy / "tests/support/pages.py",
        '("/nb/data",',
        '("/nb/nyheter", "/en/news"),\n    ("/nb/data",',
    )
    run(copy, "flask", "--app", "wsgi", "content", "confirm", SEED)
    pages = {"/nb/nyheter": "Prosjektet er avsluttet.", "/en/news": "has ended"}
    fragments = [f"/fragment{address}" for address in pages]
    answers = answers_of(copy, *pages, *fragments, "/sitemap.xml")
    for address, words in pages.items():
        assert words in answers[address]["text"]
        assert f'href="{address}" aria-current="page"' in answers[address]["text"], "the menu"
        assert words in answers[f"/fragment{address}"]["text"]
        assert address in answers["/sitemap.xml"]["text"]
    assert len(changed(copy)) <= 5, changed(copy)


def test_a_field_of_words_is_added_in_six_files(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy")
    edit(
        copy / "battkomp/content/project.py",
        "    represents: W\n",
        "    represents: W\n    role: W | None = None\n",
    )
    edit(
        copy / SEED / "board.toml",
        "\n[seats.norsk-industri-2]",
        'role.nb = "Styreleder"\nrole.en = "Chair"\n\n[seats.norsk-industri-2]',
    )
    edit(
        copy / "templates/pages/board.html",
        "<span>{{ seat.represents }}</span>",
        "<span>{{ seat.represents }}</span>{% if seat.role %} <em>{{ seat.role }}</em>{% endif %}",
    )
    edit(
        copy / "battkomp/data/references.py",
        '        Column(\n            "organisations",',
        '        Column("role", _("Role"), _("The role on the board.")),\n'
        '        Column(\n            "organisations",',
    )
    edit(
        copy / "translations/nb/LC_MESSAGES/messages.po",
        '\nmsgid "Represents"',
        '\nmsgid "Role"\nmsgstr "Rolle"\n\n'
        'msgid "The role on the board."\nmsgstr "Vervet i styret."\n'
        '\nmsgid "Represents"',
    )
    run(copy, "flask", "--app", "wsgi", "content", "confirm", SEED)
    expected = {
        "/nb/styret": "<em>Styreleder</em>",
        "/en/board": "<em>Chair</em>",
        "/en/data/board.json": '"role": "Chair"',
        "/nb/data/styret.csv": "Rolle",
    }
    answers = answers_of(copy, *expected)
    for address, words in expected.items():
        assert words in answers[address]["text"], address
    assert len(changed(copy)) <= 6, changed(copy)
