"""Check the rules of the architecture, and those of the templates, that a program can check."""

import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from battkomp.settings import ROOT
from battkomp.web.sitemap import page_keys

PACKAGE = ROOT / "battkomp"
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path.relative_to(ROOT): ast.parse(path.read_text("utf-8")) for path in FILES}

TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)

# Bottom to top. A package imports only from itself and from those above it in this list.
PACKAGES = (
    "battkomp.languages",
    "battkomp.spelling",
    "battkomp.addresses",
    "battkomp.oslo",
    "battkomp.settings",
    "battkomp.db",
    "battkomp.content",
    "battkomp.http",
    "battkomp.web",
    "battkomp.data",
    "battkomp.contact",
    "battkomp.pages",
    "battkomp.operations",
    "battkomp.desk",
    "battkomp.cli",
    "battkomp",
)


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def package_of(module: str) -> str:
    """Return the entry of `PACKAGES` that a module belongs to."""
    return next((one for one in PACKAGES[:-1] if f"{module}.".startswith(f"{one}.")), "battkomp")


def imports(tree: ast.Module) -> set[str]:
    """Return the modules that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def definitions() -> Iterator[tuple[Path, ast.FunctionDef | ast.ClassDef]]:
    """Yield every function and class with the path of its module."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield path, node


def test_imports_follow_the_list_of_packages() -> None:
    modules = {name_of(path) for path in TREES}
    faults = {
        f"{name_of(path)} imports {imported}"
        for path, tree in TREES.items()
        for imported in imports(tree) & modules - {"battkomp"}
        if PACKAGES.index(package_of(imported)) > PACKAGES.index(package_of(name_of(path)))
    }
    assert faults == set()


def test_content_and_databases_import_no_web_framework() -> None:
    unaware = PACKAGES[: PACKAGES.index("battkomp.http")]
    faults = [
        f"{path} imports {name}"
        for path, tree in TREES.items()
        for name in imports(tree)
        if package_of(name_of(path)) in unaware and re.match(r"flask|werkzeug|jinja2", name)
    ]
    assert faults == []


def test_sql_is_written_in_four_packages_only() -> None:
    verbs = r"\b(select|insert into|update|delete from)\s+[\w*]+.*\b(from|set|values)\b"
    statement = re.compile(verbs, re.DOTALL)
    faults = [
        path
        for path, tree in TREES.items()
        if not {"db", "content", "contact", "desk"} & set(path.parts)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and statement.search(node.value.lower())
    ]
    assert faults == []


def test_no_module_names_a_header_of_htmx() -> None:
    faults = [path for path in FILES if re.search(r"\"HX-", path.read_text("utf-8"))]
    assert faults == []


def test_the_desk_does_not_grow() -> None:
    texts = (path.read_text("utf-8") for path in (PACKAGE / "desk").glob("*.py"))
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    assert len(lines) <= 2_500


def test_functions_are_short() -> None:
    lengths = {
        f"{path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, node in definitions()
        if isinstance(node, ast.FunctionDef)
    }
    assert statistics.median(lengths.values()) <= 8
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 30


def test_modules_are_short_and_named_for_their_content() -> None:
    vague = ("utils", "helpers", "common", "misc")
    assert [path for path in FILES if len(path.read_text("utf-8").splitlines()) > 250] == []
    assert [path for path in FILES if path.stem in vague] == []


def test_no_class_name_is_defined_twice() -> None:
    paths = defaultdict(set)
    for path, node in definitions():
        if isinstance(node, ast.ClassDef):
            paths[node.name].add(str(path))
    assert {name: found for name, found in paths.items() if len(found) > 1} == {}


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [target for target in targets if f"make {target}" not in readme] == []


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
        for names in re.findall(r"{% from \S+ import (.*?)(?: with context)? %}", source_of(name))
        for imported in names.split(", ")
        if len(re.findall(rf"\b{imported}\b", source_of(name))) == 1
    ]
    assert faults == []


def test_htmx_attributes_are_written_as_data_attributes() -> None:
    """HTML allows no other attributes."""
    assert [name for name in TEMPLATES if re.search(r"[\s\"]hx-", source_of(name))] == []
