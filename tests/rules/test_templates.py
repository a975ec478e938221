"""Templates: they compile, are all used, and none forgets its title."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from jinja2 import TemplateRuntimeError, nodes

from battkomp.settings import ROOT
from battkomp.web import page_frame
from battkomp.web.sitemap import location

TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)
PARTS = ("layouts/", "partials/", "components/", "data/", "static_edition/", "errors/bare.html")
VIEWS = [name for name in TEMPLATES if not name.startswith(PARTS) and "/_" not in name]


def family(name: str) -> list[str]:
    """Return the source of a template, and of those that it extends by name."""
    source = (ROOT / "templates" / name).read_text("utf-8")
    extended = re.search(r'{% extends "(.*?)" %}', source)
    return [source, *(family(extended[1]) if extended else ())]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_its_own_title_description_and_heading(app: Flask, name: str) -> None:
    source = "".join(family(name))
    blocks = {block.name for block in app.jinja_env.parse(source).find_all(nodes.Block)}
    assert {"title", "description", "main"} <= blocks
    assert source.count("<h1") == 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_used(name: str) -> None:
    sources = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "battkomp").rglob("*.py")]
    assert any(name in path.read_text("utf-8") for path in sources), f"nobody uses {name}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_uses_all_it_imports(name: str) -> None:
    source = (ROOT / "templates" / name).read_text("utf-8")
    for names in re.findall(r"{% from \S+ import (.*?) %}", source):
        for imported in names.split(", "):
            assert len(re.findall(rf"\b{imported}\b", source)) > 1, f"{name}: {imported}"


@pytest.mark.parametrize("block", ["title", "description", "main"])
def test_a_page_that_forgets_what_every_page_has_cannot_be_rendered(app: Flask, block: str) -> None:
    blocks = {
        name: f"{{% block {name} %}}x{{% endblock %}}" for name in ("title", "description", "main")
    }
    del blocks[block]
    source = '{% extends "layouts/fragment.html" %}' + "".join(blocks.values())
    with app.test_request_context("/nb/"):
        around = page_frame.around(location("home"), 200)
        with pytest.raises(TemplateRuntimeError, match=f"Required block '{block}'"):
            app.jinja_env.from_string(source).render(frame=around)


def test_every_htmx_attribute_is_spelt_as_html_allows() -> None:
    for name in TEMPLATES:
        source = (ROOT / "templates" / name).read_text("utf-8")
        assert not re.search(r"[\s\"]hx-", source), f"{name}: write data-hx-"
