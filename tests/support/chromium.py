"""Find the installed Chromium."""

from __future__ import annotations

import os
import shutil
from typing import Any

# tests/tools/install looks for the same.
NAMES = ("chromium", "chromium-headless-shell", "google-chrome")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


class NoBrowserError(Exception):
    """Chromium is not installed."""

    def __init__(self) -> None:
        super().__init__("There is no Chromium: run `make browser`, or apt-get install chromium")


def launch_options() -> dict[str, Any]:
    """Return the options with which Playwright starts Chromium.

    :raises NoBrowserError: if Chromium is not installed.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowserError
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": found, "args": [*_QUIET, *as_root]}
