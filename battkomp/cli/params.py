"""Paths that are given to commands."""

from __future__ import annotations

import os
from typing import Any

import click


class NamedPath(click.Path):
    """A path that has been named. Nothing at all, as of a variable that is not set, is none."""

    name = "path"

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path; refuse the empty text, which would be the working directory."""
        if not os.fspath(value):
            self.fail("this must be a path, and not empty", param, ctx)
        return super().convert(value, param, ctx)
