"""`flask desk`: the users, sets and events of the desk, for operators."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from battkomp import addresses
from battkomp.cli import terminal
from battkomp.content.entry import Words
from battkomp.db import connections
from battkomp.desk import events, schema, sets, users
from battkomp.desk.sets import SetState
from battkomp.desk.users import LastKeeperError, Role
from battkomp.web.context import settings
from battkomp.web.languages import CODE_LANGUAGE

desk = AppGroup("desk")  # `battkomp.cli` registers it


@contextmanager
def _opened() -> Iterator[Path]:
    """Give the path of the database; end the command with one line if it cannot be used."""
    path = settings().desk_file
    if not path.exists():
        raise click.ClickException(f"There is no desk at {path}; `desk prepare` creates it")
    with terminal.cli_errors(path):
        schema.prepare(path)
        yield path


@desk.command("prepare")
def prepare() -> None:
    """Create the database of the desk if it is missing."""
    with terminal.cli_errors(settings().desk_file):
        schema.prepare(settings().desk_file)


@desk.command("invite")
@click.argument("name")
@click.argument("email")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
def invite(name: str, email: str, roles: tuple[str, ...]) -> None:
    """Invite a user, and print a link that works once, within 24 hours.

    A user who is there already gets this name and these roles, and loses passkeys and sessions. For
    the only keeper, this is the way back after the loss of a device.
    """
    if settings().desk_url is None:
        raise click.ClickException("BATTKOMP_DESK_URL: this is needed for the link")
    if not addresses.is_address(email):
        raise click.ClickException(f"{email} is not an email address")
    with _opened() as path, connections.writing(path) as db:
        now, given = settings().now(), {Role(role) for role in roles}
        user = users.by_email(db, email)
        if not (user or given):
            raise click.ClickException("--role: give at least one role")
        kind = "invited-again" if user else "invited"
        name = terminal.short_text("NAME", name)
        user = user or users.add(db, name, email, given)
        secret = users.invite(db, user, now)
        users.change(db, user, name, given or user.roles)
        events.note(db, kind, None, str(user.id), users.stored(given or user.roles))
        click.echo(users.invitation_address(secret, settings().tags[0]))


@desk.command("people")
def people() -> None:
    """List the users, one per line."""
    with _opened() as path, connections.snapshot(path) as db:
        for one in users.everyone(db):
            state = "disabled" if one.disabled_at else f"passkeys: {one.passkeys}"
            terminal.line(f"{one.id}  {one.email}  {one.name}  {users.stored(one.roles)}  {state}")


@desk.command("revoke")
@click.argument("email")
def revoke(email: str) -> None:
    """End the access of a user at once: passkeys, sessions and invitations."""
    with _opened() as path, connections.writing(path) as db:
        user = users.by_email(db, email)
        if user is None:
            raise click.ClickException(f"There is no user {email}")
        try:
            users.disable(db, user, settings().now())
        except LastKeeperError as error:
            raise click.ClickException(f"{email} is the last keeper; invite another one") from error
        events.note(db, "disabled", None, str(user.id))
    terminal.line(f"{email} has no access any more.")


@desk.command("sets")
def list_sets() -> None:
    """List the sets of changes, the latest first, each with the reasons for which it is held."""
    with _opened() as path, connections.snapshot(path) as db:
        for one in sets.everything(db, *SetState):
            due = f"due {terminal.time(one.due_at)}  " if one.due_at else ""
            terminal.line(f"{one.id}  {one.state.value:9}  {due}{_in_english(one.title)}")
            for reason in one.reasons:
                terminal.line(f"  {_in_english(reason)}")


def _in_english(words: Words) -> str:
    return words.get(CODE_LANGUAGE) or next(iter(words.values()), "")


@desk.command("events")
def list_events() -> None:
    """List the events, one per line, the oldest first."""
    with _opened() as path, connections.snapshot(path) as db:
        for one in events.every(db):
            words = [terminal.time(one["at"]), one["kind"], one["email"] or "-"]
            words += [one[name] for name in ("network", "about", "detail") if one[name]]
            terminal.line("  ".join(words))
