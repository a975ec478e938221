"""Bundles: a style sheet or script and everything that it imports, sent as one file.

The sources are ordinary CSS and JavaScript modules, so that editors and linters understand them.
Only the forms of import that the sources use are supported here. The modules of a script share one
scope, so their names must differ. Comments that have lines to themselves are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

BUNDLES = ("css/site.css", "js/search.js", "js/site.js")

_SOURCES = ("css/", "js/")  # folders from which only bundles are served
_CSS_IMPORT = re.compile(r'@import "([^"]+)" layer\((\w+)\);\n')
_JS_IMPORT = re.compile(r"^import (?:\{[^}]*\} from )?'([^']+)';\n", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?s:.*?)\*/)\n", re.MULTILINE)
_JS_EXPORT = re.compile(r"^export ", re.MULTILINE)


def published(folder: Path) -> list[str]:
    """Return the names of the files of a folder that are served: all except sources of bundles."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name in BUNDLES or not name.startswith(_SOURCES))


def bundle(path: Path) -> str:
    """Return the text of a style sheet or script, with its imports in place.

    :raises OSError: if an imported file cannot be read.
    """
    text = _style_sheet(path) if path.suffix == ".css" else _script(path)
    return _COMMENT.sub("", text)


def modified(path: Path) -> float:
    """Return when the newest source of a bundle was modified, in seconds since 1970.

    :raises OSError: if a source cannot be read.
    """
    return max(source.stat().st_mtime for source in sources(path))


def sources(path: Path) -> Iterator[Path]:
    """Yield the files that a bundle is made of: what a file imports, and then the file."""
    pattern = _CSS_IMPORT if path.suffix == ".css" else _JS_IMPORT
    for found in pattern.finditer(path.read_text("utf-8")):
        yield from sources(path.parent / found[1])
    yield path


def _style_sheet(path: Path) -> str:
    def layer(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{_style_sheet(path.parent / found[1])}}}\n"

    return _CSS_IMPORT.sub(layer, path.read_text("utf-8"))


def _script(path: Path) -> str:
    """Return modules as one script, in the order in which a browser runs them."""
    modules = dict.fromkeys(sources(path))
    texts = (_JS_IMPORT.sub("", module.read_text("utf-8")) for module in modules)
    body = "\n".join(_JS_EXPORT.sub("", text).strip("\n") for text in texts)
    return f"(() => {{\n'use strict';\n{body}\n}})();\n"
