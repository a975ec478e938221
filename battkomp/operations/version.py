"""The version of the site."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version

from battkomp.settings import ROOT


def release() -> str:
    """Return the version of the site, such as `1.0.0`."""
    try:
        return version("battkomp")
    except PackageNotFoundError:  # a checkout
        text = (ROOT / "pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(text)["project"]["version"])
