"""Bundles: imports are put in place, each once and in order."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from battkomp.http.static_files import BUNDLES, bundle, modified, published, sources
from battkomp.settings import ROOT

STATIC = ROOT / "static"


def write(folder: Path, **files: str) -> None:
    """Write JavaScript modules."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")


def test_a_style_sheet_has_its_imports_in_their_layers(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}\n")
    (tmp_path / "site.css").write_text('@layer x, y;\n@import "a.css" layer(y);\n')
    assert bundle(tmp_path / "site.css") == "@layer x, y;\n@layer y {\na {}\n}\n"


def test_modules_run_once_and_after_those_that_they_import(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="export const list = [];\n",
        one="import { list } from './base.js';\n\nlist.push(1);\n",
        two="import {\n  list,\n} from './base.js';\nexport function add() {\n  list.push(2);\n}\n",
        site="import './one.js';\nimport { add } from './two.js';\n\nadd();\n",
    )
    assert bundle(tmp_path / "site.js").splitlines() == [
        "(() => {",
        "'use strict';",
        "const list = [];",
        "list.push(1);",
        *("function add() {", "  list.push(2);", "}"),
        "add();",
        "})();",
    ]


def test_comments_on_lines_of_their_own_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, site="/*\n * All\n */\n\n// one\na(); // b\n  /** c */\nd('//');\n")
    assert bundle(tmp_path / "site.js").splitlines()[2:-1] == ["", "a(); // b", "d('//');"]


def test_a_missing_import_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, site="import './absent.js';\n")
    with pytest.raises(FileNotFoundError):
        bundle(tmp_path / "site.js")


def test_a_bundle_is_as_old_as_its_newest_source(tmp_path: Path) -> None:
    write(tmp_path, one="one();\n", site="import './one.js';\n")
    for name, time in (("one", 2000), ("site", 1000)):
        os.utime(tmp_path / f"{name}.js", (time, time))
    assert modified(tmp_path / "site.js") == 2000


def test_every_source_is_in_a_bundle_and_no_import_is_left() -> None:
    texts = "".join(bundle(STATIC / name) for name in BUNDLES)
    assert "@import" not in texts
    assert "\nimport " not in texts
    assert "\nexport " not in texts
    files = {*(STATIC / "css").rglob("*.css"), *(STATIC / "js").rglob("*.js")}
    assert files == {source for name in BUNDLES for source in sources(STATIC / name)}


def test_modules_of_a_script_define_different_names() -> None:
    for name in BUNDLES:
        text = bundle(STATIC / name)
        names = re.findall(r"^(?:async )?(?:const|let|function|class) (\w+)", text, re.MULTILINE)
        assert len(names) == len(set(names)), name


def test_sources_are_not_published() -> None:
    names = published(STATIC)
    assert set(BUNDLES) <= set(names)
    assert "css/tokens.css" not in names
