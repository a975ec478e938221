"""The Chromium of the machine."""

from __future__ import annotations

import os
import shutil
from typing import Any

# tests/tools/install looks for the same.
NAMES = ("chromium", "chromium-headless-shell", "google-chrome")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""

    def __init__(self) -> None:
        super().__init__("There is no Chromium: run `make browser`, or apt-get install chromium")


def launch_options() -> dict[str, Any]:
    """Return what Playwright is to start, and how.

    :raises NoBrowserError: if there is nothing to start.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowserError
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": found, "args": [*_QUIET, *as_root]}
