"""Compile the message catalogs before the wheel is built."""

from pathlib import Path
from typing import Any

from babel.messages.frontend import CommandLineInterface
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogBuildHook(BuildHookInterface[Any]):
    """Run `pybabel compile`: compiled catalogs are not under version control."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Compile every catalog."""
        folder = Path(self.root) / "translations"
        CommandLineInterface().run(["pybabel", "-q", "compile", "--directory", str(folder)])
