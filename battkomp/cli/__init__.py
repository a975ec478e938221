"""Commands of the site: a module for each group, such as `flask content`."""

from __future__ import annotations

from flask import Flask

from battkomp.cli import checking, history  # noqa: F401  # add commands to `content`
from battkomp.cli.content import content
from battkomp.cli.inbox import inbox, outbox
from battkomp.cli.operations import backup, cache, edition, links


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for group in (backup, cache, content, edition, inbox, links, outbox):
        app.cli.add_command(group)
