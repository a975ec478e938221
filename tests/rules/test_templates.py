"""Check templates: they compile and are used. The layouts require the blocks of a page."""

from __future__ import annotations

import re

from flask import Flask

from battkomp.settings import ROOT
from battkomp.web.sitemap import page_keys

TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)


def source_of(name: str) -> str:
    """Return the source of a template."""
    return (ROOT / "templates" / name).read_text("utf-8")


def test_every_template_compiles(app: Flask) -> None:
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


def test_every_template_is_used() -> None:
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "battkomp").rglob("*.py")]
    sources = "".join(path.read_text("utf-8") for path in files)
    pages = {f"pages/{key}.html" for key in page_keys()}
    assert [name for name in TEMPLATES if name not in sources and name not in pages] == []


def test_every_template_uses_its_imports() -> None:
    faults = [
        f"{name}: {imported}"
        for name in TEMPLATES
        for names in re.findall(r"{% from \S+ import (.*?) %}", source_of(name))
        for imported in names.split(", ")
        if len(re.findall(rf"\b{imported}\b", source_of(name))) == 1
    ]
    assert faults == []


def test_htmx_attributes_are_written_as_data_attributes() -> None:
    """HTML allows no other attributes."""
    assert [name for name in TEMPLATES if re.search(r"[\s\"]hx-", source_of(name))] == []
