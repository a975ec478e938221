"""Sites to test: the real one, and ones with other content or languages."""

import atexit
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask

from battkomp import create_app, oslo
from battkomp.contact import schema as inbox
from battkomp.content import load as loading
from battkomp.languages import LANGUAGES
from battkomp.operations import render_check
from battkomp.operations.static_site import StaticSite, build, settings_for
from battkomp.settings import Settings
from battkomp.web.sitemap import page_keys

PAGE_KEYS = page_keys()
TODAY = date(2026, 11, 23)
NOW = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())
today = oslo.today


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Return settings with a database of its own in `folder`, at a fixed moment."""
    fixed = Settings(database=folder / "site.db", today=lambda: TODAY, now=lambda: NOW)
    return replace(fixed, **changes)


def load(settings: Settings, source: Path = loading.SEED) -> None:
    """Load content into the database of `settings`.

    The seed is loaded once per process and day, and new databases are copies of it.
    """
    fresh = not settings.database.exists() and not settings.inbox_file.exists()
    if fresh and source == loading.SEED and settings.languages == LANGUAGES:
        copy_databases(_loaded_seed(settings.today()), settings)
    else:
        _load(settings, source)


@contextmanager
def without_rendering() -> Iterator[None]:
    """Publish content without rendering its pages first."""
    with (
        mock.patch.object(render_check, "all_locations", return_value=()),
        mock.patch.object(render_check, "fixed_addresses", return_value=()),
    ):
        yield


def copy_databases(source: Settings, settings: Settings) -> None:
    """Copy the content and the inbox of a site that nobody writes to."""
    for name in ("database", "inbox_file"):
        getattr(settings, name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(getattr(source, name), getattr(settings, name))


def lasting_folder() -> Path:
    """Return a folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="battkomp-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _loaded_seed(day: date) -> Settings:
    """Return settings with databases that hold the seed as loaded on `day`."""
    settings = settings_in(lasting_folder(), today=lambda: day)
    _load(settings, loading.SEED)
    return settings


def _load(settings: Settings, source: Path) -> None:
    inbox.prepare(settings.inbox_file)
    on = loading.Conditions(settings.tags, settings.today(), PAGE_KEYS)
    loading.load(settings.database, source, on)


def site(settings: Settings, source: Path = loading.SEED) -> Flask:
    """Build a site with content."""
    load(settings, source)
    return create_app(settings)


def static_site_of(settings: Settings, public_url: str) -> StaticSite:
    """Return the static site of the content in the database of `settings`."""
    return build(create_app(settings_for(settings, public_url)))


def seed(name: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a section of the seed, by key."""
    for path in loading.SEED.glob("*.toml"):
        found = tomllib.loads(path.read_text("utf-8"))
        if name in found and path.name != "history.toml":
            entries: dict[str, dict[str, Any]] = found[name]
            return entries
    raise KeyError(name)


def edited_seed(folder: Path, **edits: Callable[[str], str]) -> Path:
    """Return a copy of the seed in which the named files (without ending) are edited."""
    copy = folder / "content"
    shutil.copytree(loading.SEED, copy)
    for name, edit in edits.items():
        file = copy / f"{name}.toml"
        before = file.read_text("utf-8")
        after = edit(before)
        assert after != before, f"the edit of {name} changed nothing"
        file.write_text(after, "utf-8")
    return copy


def change(old: str, new: str) -> Callable[[str], str]:
    """Return an edit that puts `new` in the place of `old`."""
    return lambda text: text.replace(old, new)


def without(start: str) -> Callable[[str], str]:
    """Return an edit that takes out the lines that start with `start`."""
    return partial(re.compile(rf"^{re.escape(start)}.*\n", re.MULTILINE).sub, "")
