"""Which code is running: what else a page depends on, besides its content and the day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from battkomp.settings import PACKAGE, ROOT

_BESIDE = ("templates", "static", "translations")
_NOT_USED = {".pyc", ".po", ".pot"}
# The libraries whose versions show in a page: its text, dates, numbers and addresses.
_LIBRARIES = ("babel", "flask", "flask-babel", "jinja2", "markupsafe", "werkzeug")


def release() -> str:
    """Return the version of the site, such as `0.1.0`."""
    try:
        return version("battkomp")
    except PackageNotFoundError:  # a checkout
        text = (ROOT / "pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(text)["project"]["version"])


@cache
def identity() -> str:
    """Return a digest of all that pages are made with: the code, its files, and its libraries.

    It is the same for a checkout and for the wheel that is built of it.
    """
    digest = sha256()
    for name, path in sorted(_files()):
        digest.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    for path in PACKAGE.rglob("*"):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in _BESIDE:
            yield from _used(f"battkomp/{name.as_posix()}", path)
    for folder in _BESIDE:
        for path in (ROOT / folder).rglob("*"):
            yield from _used(path.relative_to(ROOT).as_posix(), path)


def _used(name: str, path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file() and path.suffix not in _NOT_USED:
        yield name, path
