"""Types of parameters."""

from __future__ import annotations

import os
from typing import Any

import click


class NamedPath(click.Path):
    """A path that is not empty, as an unset shell variable would make it."""

    name = "path"

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path; refuse an empty one, which would mean the working directory."""
        if not os.fspath(value):
            self.fail("this must be a path, and not empty", param, ctx)
        return super().convert(value, param, ctx)
