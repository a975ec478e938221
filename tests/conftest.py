"""Fixtures for all tests; the helpers behind them are in `tests/support`."""

import gc
import os
import pickle
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from shutil import disk_usage
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from battkomp.contact import schema
from battkomp.content import snapshot
from battkomp.settings import ROOT, Settings
from tests.support.browser import DESK, launch_options
from tests.support.claims import Claims
from tests.support.inboxes import Correspondent, correspondent
from tests.support.servers import serving_the_seed
from tests.support.sites import settings_in, site, without_rendering
from tests.support.visitor import Visitor

_MEMORY = Path("/dev/shm")  # noqa: S108  # a file system, and no name that others can take
_ENOUGH = 1024**3  # bytes, many times as many as the files of all tests


@pytest.fixture(scope="session", autouse=True)
def _compile_and_parse_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile templates and URL rules, and parse content files, once for hundreds of sites."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    loads = tomllib.loads
    parsed = lru_cache(maxsize=64)(lambda text: pickle.dumps(loads(text)))
    compile_rule, builders = Rule._compile_builder, dict[object, Any]()  # noqa: SLF001  # slow

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        # All that a builder is made of. It takes converters from the rule that it is called for.
        key = rule.host, rule.subdomain, rule.rule, append_unknown, *(rule.defaults or {}).items()
        if key not in builders:
            builders[key] = compile_rule(rule, append_unknown)
        return builders[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", compiled)
        patch.setattr(tomllib, "loads", lambda text: pickle.loads(parsed(text)))  # noqa: S301  # own
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site with the content that it ships with."""
    return site(settings_in(tmp_path_factory.mktemp("site")))


@pytest.fixture(scope="session")
def visitor(app: Flask) -> Visitor:
    """A visitor of the site."""
    return Visitor(app)


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the real server."""
    with serving_the_seed("wsgi:app", tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty place for a database."""
    return settings_in(tmp_path)


@pytest.fixture
def inbox(settings: Settings) -> Path:
    """An empty inbox."""
    schema.prepare(settings.inbox_file)
    return settings.inbox_file


@pytest.fixture
def writer(tmp_path: Path) -> Correspondent:
    """A visitor who uses the contact form."""
    return correspondent(tmp_path)


@pytest.fixture(name="without_rendering")
def _without_rendering() -> Iterator[None]:
    """Publish content without rendering its pages first, for tests of something else."""
    with without_rendering():
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed Chromium; fail with instructions if there is none."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Open pages in a wide window."""
    return {**browser_context_args, "viewport": DESK}


@pytest.fixture(autouse=True)
def _see_changes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for changed content at every request, so that no test has to wait for it."""
    monkeypatch.setattr(snapshot, "CHECK_AFTER", 0.0)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to record the claims that the accessibility page may make."""
    parser.addoption("--record", type=Path, help="write the claims that the passed tests back")


def pytest_configure(config: pytest.Config) -> None:
    """Compile outdated catalogs, count the tests behind each claim, and keep files in memory.

    Tests make thousands of databases, which SQLite would flush to a disk at each write, and keep
    millions of objects, which Python would search for garbage in a tenth of their time.
    """
    gc.set_threshold(100_000, 20, 100)
    if "TMPDIR" not in os.environ and _has_room(_MEMORY):
        os.environ["TMPDIR"], tempfile.tempdir = str(_MEMORY), None
    outdated = [po for po in (ROOT / "translations").rglob("*.po") if _is_newer_than_compiled(po)]
    if outdated and not hasattr(config, "workerinput"):
        pybabel = [sys.executable, "-m", "babel.messages.frontend"]
        subprocess.run([*pybabel, "-q", "compile", "-d", str(ROOT / "translations")], check=True)
    config.pluginmanager.register(Claims(config.getoption("--record")))


def _has_room(folder: Path) -> bool:
    """Tell whether the files of all tests fit into a file system in memory, and can be run."""
    if not folder.is_dir() or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    unused = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(unused, disk_usage(folder).free) > _ENOUGH


def _is_newer_than_compiled(catalog: Path) -> bool:
    compiled = catalog.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalog.stat().st_mtime
