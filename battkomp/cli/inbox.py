"""The commands `flask inbox` and `flask outbox`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from battkomp import addresses
from battkomp.cli import terminal
from battkomp.contact import inbox as queries
from battkomp.contact import outbox as queue
from battkomp.contact import retention, schema, worker
from battkomp.contact.inbox import TOPICS, Message
from battkomp.web.context import settings

inbox = AppGroup("inbox", help="Messages from visitors.")
outbox = AppGroup("outbox", help="Mails about messages.")


def _with_filters(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--email", help="Messages from this address."),
        click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Since this day, in UTC."),
        click.option("--open/--closed", "is_open", default=None, help="Open or closed messages."),
        click.option("--language", help="Messages in this language, such as nb."),
        click.option("--topic", type=click.Choice(list(TOPICS)), help="Messages on this topic."),
    ):
        command = option(command)
    return command


@contextmanager
def _opened() -> Iterator[Path]:
    """Give the path of the inbox; end the command with one line if it cannot be used."""
    path = settings().inbox_file
    if not path.exists():
        raise click.ClickException(f"There is no inbox at {path}; `content prepare` creates it")
    with terminal.cli_errors(path):
        schema.check(path)
        yield path


def _filtered(
    email: str | None, since: datetime | None, is_open: bool | None, **others: str | None
) -> list[Message]:
    """Return the messages that match all options. The inbox is small enough to read all of it."""
    sender = None if email is None else addresses.comparable(email)
    start = since.replace(tzinfo=UTC).timestamp() if since else 0
    with _opened() as path:
        return [
            message
            for message in queries.messages(path)
            if sender is None or (message.email and addresses.comparable(message.email) == sender)
            if message.received_at >= start
            if is_open in (None, message.closed_at is None)
            if all(value in (None, getattr(message, name)) for name, value in others.items())
        ]


@inbox.command("list")
@_with_filters
def list_(**filters: Any) -> None:
    """List messages, one per line, the oldest first."""
    for message in _filtered(**filters):
        state = "closed" if message.closed_at else "open"
        sender = message.email or message.name or "-"
        terminal.line(
            f"{message.number}  {terminal.time(message.received_at)}  {state:6}  "
            f"{message.language}  {message.topic:13}  {sender}"
        )


@inbox.command("show")
@click.argument("number")
def show(number: str) -> None:
    """Show one message."""
    with _opened() as path:
        message = queries.message(path, number)
    if message is None:
        raise click.ClickException(f"There is no message {number}")
    values = terminal.readable(message)
    text = values.pop("text")
    for name, value in values.items():
        terminal.line(f"{name}: {'' if value is None else value}")
    terminal.text(f"\n{text}")


@inbox.command("close")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
def close(numbers: tuple[str, ...]) -> None:
    """Mark messages as answered, so that they are deleted after the retention period."""
    for number in numbers:
        with _opened() as path:
            is_closed = queries.close(path, number, settings().now())
        if not is_closed:
            raise click.ClickException(f"There is no message {number}")
        days = settings().retention_days
        terminal.line(f"{number} is closed. It is deleted {days} days after it was closed.")


@inbox.command("export")
@_with_filters
@click.option("--format", "format_", type=click.Choice(["json", "csv"]), default="json")
def export(format_: str, **filters: Any) -> None:
    """Write messages as JSON, or as CSV for spreadsheets."""
    messages = _filtered(**filters)
    written = terminal.as_json(messages) if format_ == "json" else terminal.as_csv(messages)
    click.echo(written, nl=False)


@inbox.command("erase")
@click.option("--email", required=True, help="The sender's email address.")
def erase(email: str) -> None:
    """Delete all messages of a sender, with their mails."""
    with _opened() as path:
        erased = retention.erase(path, email)
    terminal.line(f"Deleted, with their mails: {erased}")
    terminal.line("Backups made before now still hold what was deleted, until they are removed.")


@outbox.command("list")
def list_unsent() -> None:
    """List the mails that have not been sent, and why."""
    with _opened() as path:
        found = queue.unsent(path)
    for mail in found:
        terminal.line(
            f"{mail.number}  {mail.kind:7}  {mail.state:8}  attempts: {mail.attempts}  "
            f"{mail.failure}".rstrip()
        )


@outbox.command("send")
def send() -> None:
    """Send the mails that are due. The running site does so by itself."""
    if settings().smtp_host is None:
        raise click.ClickException("No mail server has been set; the messages stay in the inbox")
    with _opened():
        outcome = worker.deliver(current_app)
    terminal.line(f"Sent: {outcome.sent}. Failed: {outcome.failed}.")
    if outcome.failed:
        raise click.ClickException("Not everything was sent; `outbox list` says why")


@outbox.command("retry")
@click.argument("number")
def retry(number: str) -> None:
    """Queue the mails of a message again that were given up."""
    with _opened() as path:
        queued = queue.retry(path, number, settings().now())
    if not queued:
        raise click.ClickException(f"No mail of {number} was given up")
    terminal.line(f"Queued: {queued}.")
