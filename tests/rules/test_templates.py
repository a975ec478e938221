"""Check templates: they compile, are used, and have the blocks that a page needs."""

from __future__ import annotations

import re

from flask import Flask
from jinja2 import nodes

from battkomp.settings import ROOT
from battkomp.web.sitemap import page_keys

TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)
PARTS = ("layouts/", "partials/", "components/", "data/", "static_site/", "errors/bare.html")
VIEWS = [name for name in TEMPLATES if not name.startswith(PARTS) and "/_" not in name]


def source_of(name: str) -> str:
    """Return the source of a template."""
    return (ROOT / "templates" / name).read_text("utf-8")


def family(name: str) -> str:
    """Return the source of a template and of the templates that it extends by name."""
    source = source_of(name)
    extended = re.search(r'{% extends "(.*?)" %}', source)
    return source + (family(extended[1]) if extended else "")


def test_every_template_compiles(app: Flask) -> None:
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


def test_every_view_has_a_title_a_description_and_one_heading(app: Flask) -> None:
    faults = []
    for name in VIEWS:
        source = family(name)
        blocks = {block.name for block in app.jinja_env.parse(source).find_all(nodes.Block)}
        if not {"title", "description", "main"} <= blocks or source.count("<h1") != 1:
            faults.append(name)
    assert faults == []


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
