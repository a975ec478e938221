"""Commands of the site: a module for each group, such as `flask content`."""

import click
from flask import Flask

from battkomp.cli import checking, history  # noqa: F401  # add commands to `content`
from battkomp.cli.content import content
from battkomp.cli.inbox import inbox, outbox
from battkomp.cli.operations import backup, cache, edition, links


class DeskGroup(click.Group):
    """The commands of the desk, which are imported when one is used: the site imports no desk."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        from battkomp.cli.desk import desk

        return desk.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None."""
        from battkomp.cli.desk import desk

        return desk.get_command(ctx, cmd_name)


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    desk = DeskGroup("desk", help="The desk of the editors.")
    for group in (backup, cache, content, desk, edition, inbox, links, outbox):
        app.cli.add_command(group)
