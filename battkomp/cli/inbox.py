"""`flask inbox` and `flask outbox`: what visitors have written, and its delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from battkomp.cli import output
from battkomp.contact import inbox as queries
from battkomp.contact import outbox as owed
from battkomp.contact import retention, worker
from battkomp.contact.messages import SUBJECTS, Message
from battkomp.db.connections import StoreError
from battkomp.web.context import settings

inbox = AppGroup("inbox", help="What visitors have written.")
outbox = AppGroup("outbox", help="What is to be mailed of it.")

_Command = TypeVar("_Command", bound=Callable[..., None])


def _with_filters(command: _Command) -> _Command:
    """Let a command be asked for some of the messages."""
    for option in (
        click.option("--email", help="Only those of the sender with this address."),
        click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only those since a day."),
        click.option("--open/--closed", "is_open", default=None, help="Only those, or the others."),
        click.option("--language", help="Only those in this language, such as nb."),
        click.option("--subject", type=click.Choice(SUBJECTS), help="Only those about this."),
    ):
        command = option(command)
    return command


@contextmanager
def _at_the_inbox() -> Iterator[None]:
    if not settings().inbox_file.exists():
        raise click.ClickException(
            f"There is no inbox at {settings().inbox_file}; `content prepare` makes it"
        )
    try:
        yield
    except (StoreError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _chosen(since: datetime | None, **filters: Any) -> list[Message]:
    start = int(since.replace(tzinfo=UTC).timestamp()) if since else None
    with _at_the_inbox():
        return queries.messages(settings().inbox_file, since=start, **filters)


@inbox.command("list")
@_with_filters
def list_(**filters: Any) -> None:
    """List messages, one a line, the oldest first."""
    for message in _chosen(**filters):
        state = "closed" if message.closed_at else "open"
        sender = message.email or message.name or "-"
        output.line(
            f"{message.number}  {output.moment(message.received_at)}  {state:6}  "
            f"{message.language}  {message.subject:13}  {sender}"
        )


@inbox.command("show")
@click.argument("number")
def show(number: str) -> None:
    """Show one message, whole."""
    with _at_the_inbox():
        message = queries.message(settings().inbox_file, number)
    if message is None:
        raise click.ClickException(f"There is no message {number}")
    said = output.readable(message)
    text = said.pop("text")
    for name, value in said.items():
        output.line(f"{name}: {'' if value is None else value}")
    output.text(f"\n{text}")


@inbox.command("answer-mark")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
def answer_mark(numbers: tuple[str, ...]) -> None:
    """Note that messages have been answered: the days for which they are kept begin."""
    for number in numbers:
        with _at_the_inbox():
            is_there = queries.close(settings().inbox_file, number, settings().now())
        if not is_there:
            raise click.ClickException(f"There is no message {number}")
        days = settings().retention_days
        output.line(f"{number} is closed. It is deleted {days} days after it was.")


@inbox.command("export")
@_with_filters
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json")
def export(form: str, **filters: Any) -> None:
    """Write messages as JSON, or as CSV that a spreadsheet opens."""
    messages = _chosen(**filters)
    click.echo(output.as_json(messages) if form == "json" else output.as_csv(messages), nl=False)


@inbox.command("erase")
@click.option("--email", required=True, help="The sender's e-mail address.")
def erase(email: str) -> None:
    """Delete all that is kept of a sender, and say what that was."""
    with _at_the_inbox():
        erased = retention.erase(settings().inbox_file, email)
    for table, number in erased.items():
        output.line(f"{table}: {number} deleted")
    output.line("Backups made before now still hold what was deleted, until they are removed.")


@outbox.command("list")
def list_owed() -> None:
    """List the mails that have not been sent, and why."""
    with _at_the_inbox():
        found = queries.owed(settings().inbox_file, settings().now())
    for mail in found:
        output.line(
            f"{mail.number}  {mail.kind:7}  {mail.state:9}  attempts: {mail.attempts}  "
            f"{mail.failure}".rstrip()
        )


@outbox.command("send")
@click.option(
    "--again", "number", help="Also the mails of this message that are uncertain or given up."
)
def send(number: str | None) -> None:
    """Mail what is due; the running site does so by itself."""
    if settings().mail_server is None:
        raise click.ClickException("No mail server has been set; the messages stay in the inbox")
    with _at_the_inbox():
        if number is not None and not owed.send_again(
            settings().inbox_file, number, settings().now()
        ):
            raise click.ClickException(f"Nothing of {number} is uncertain or given up")
        outcome = worker.deliver(current_app)
    output.line(
        f"Sent: {outcome.sent}. Not taken, and tried again later: {outcome.put_off}. "
        f"Uncertain: {len(outcome.uncertain)}."
    )
    if outcome.put_off or outcome.uncertain:
        raise click.ClickException("Not everything was sent; `outbox list` says why")


@outbox.command("mark-sent")
@click.argument("number")
def mark_sent(number: str) -> None:
    """Note that the uncertain mails of a message have arrived."""
    with _at_the_inbox():
        found = owed.note_as_sent(settings().inbox_file, number, settings().now())
    if not found:
        raise click.ClickException(f"Nothing of {number} is uncertain")
    output.line(f"Noted as sent: {found}.")
