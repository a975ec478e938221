"""The rules of the house, as far as a machine can see them."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

from battkomp.settings import ROOT

PACKAGE = ROOT / "battkomp"
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Return the modules that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def functions() -> list[tuple[str, int]]:
    """Return each function with its number of lines."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


# Bottom to top. A package imports only from itself and from those above it in this list.
PACKAGES = (
    "battkomp.languages",
    "battkomp.emails",
    "battkomp.hosts",
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
    "battkomp.cli",
    "battkomp",
)


# `db` still knows the migrations of the content.
EXCEPTIONS = {
    "battkomp.db.connections imports battkomp.content.schema",
    "battkomp.db.health imports battkomp.content.schema",
    "battkomp.db.health imports battkomp.content.export",
}


def package_of(module: str) -> str:
    """Return the entry of `PACKAGES` that a module belongs to."""
    return next((one for one in PACKAGES[:-1] if f"{module}.".startswith(f"{one}.")), "battkomp")


def test_imports_follow_the_list_of_packages() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    modules = {name.removesuffix(".__init__"): path for name, path in names.items()}
    faults = [
        f"{module} imports {imported}"
        for module, path in modules.items()
        for imported in imports(path) & {*modules} - {"battkomp"}
        if PACKAGES.index(package_of(imported)) > PACKAGES.index(package_of(module))
    ]
    assert {*faults} == EXCEPTIONS


def test_only_web_packages_import_flask() -> None:
    """The content and the databases know nothing of requests; WSGI knows nothing of Flask."""
    unaware = ("battkomp.settings", "battkomp.db", "battkomp.content")
    faults = [
        f"{path.name} imports {name}"
        for path in MODULES
        for name in imports(path)
        if package_of(".".join(path.relative_to(ROOT).with_suffix("").parts)) in unaware
        and re.match(r"flask|werkzeug|jinja2", name)
    ]
    assert faults == []


def test_sql_is_written_in_three_packages_only() -> None:
    verbs = r"\b(select|insert into|update|delete from)\s+[\w*]+.*\b(from|set|values)\b"
    statement = re.compile(verbs, re.DOTALL)
    for path in MODULES:
        if not {"db", "content", "contact"} & set(path.parts):
            strings = [
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            assert not any(statement.search(text.lower()) for text in strings), path


def test_no_module_knows_a_header_of_htmx() -> None:
    knowing = [path.name for path in MODULES if re.search(r"\"HX-", path.read_text("utf-8"))]
    assert knowing == []


def test_functions_are_short() -> None:
    lengths = dict(functions())
    assert statistics.median(lengths.values()) <= 8
    assert max(lengths.values()) <= 40, max(lengths, key=lambda name: lengths[name])
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 30


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_idea(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 250
    assert lines[0].startswith('"""'), "say what the module is about"
    assert path.stem not in ("utils", "helpers", "common", "misc")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_public_has_a_docstring(path: Path) -> None:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [target for target in targets if f"make {target}" not in readme] == []
