"""Arguments, output and errors of commands in a terminal."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from battkomp.contact.inbox import Message
from battkomp.content.files import BadContentError
from battkomp.content.storage import NoContentError
from battkomp.data.files import harmless
from battkomp.db import connections
from battkomp.db.backups import BackupError
from battkomp.db.connections import OtherReleaseError
from battkomp.operations.output_folder import ForeignFolderError
from battkomp.operations.static_site import UnexpectedAnswerError
from battkomp.spelling import clean
from battkomp.web.context import settings


class NamedPath(click.Path):
    """A path that is not empty, as an unset shell variable would make it."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; refuse an empty one, which would mean the working directory."""
        if not os.fspath(value):
            self.fail("this must be a path, and not empty", param, ctx)
        return super().convert(value, param, ctx)


# Control characters, except tab and line feed, and those that change the direction of text.
_ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


_LONGEST_TEXT = 200  # characters of an option


def line(words: str) -> None:
    """Write one line, with line feeds escaped."""
    text(escape_line_feeds(words))


def escape_line_feeds(words: str) -> str:
    """Return text with line feeds escaped."""
    return words.replace("\n", "\\n")


def short_text(option: str, words: str) -> str:
    """Return the text of an option without invisible characters.

    :raises click.ClickException: if it is empty, too long, or no single line.
    """
    kept = clean(words).strip()
    if not 0 < len(kept) <= _LONGEST_TEXT or not kept.replace("\u00a0", " ").isprintable():
        raise click.ClickException(f"{option}: give one line of 1 to {_LONGEST_TEXT} characters")
    return kept


def text(words: str) -> None:
    """Write text in UTF-8, whatever the encoding of the terminal."""
    click.echo(escaped(words).encode())


def readable(message: Message) -> dict[str, Any]:
    """Return the fields of a message, with times as in `2026-11-23T12:00:00Z`."""
    values = asdict(message)
    for name in ("received_at", "closed_at"):
        values[name] = values[name] and time(values[name])
    return values


def time(seconds: int) -> str:
    """Return a time in UTC (RFC 3339)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(messages: Iterable[Message]) -> bytes:
    """Return messages as JSON (RFC 8259)."""
    written = json.dumps([readable(one) for one in messages], ensure_ascii=False, indent=2)
    return f"{escaped(written)}\n".encode()  # in JSON, the escapes mean the same characters


def as_csv(messages: Iterable[Message]) -> bytes:
    """Return messages as CSV (RFC 4180) with a byte order mark, without spreadsheet formulas."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [field.name for field in fields(Message)])
    writer.writeheader()
    for message in messages:
        writer.writerow({name: _cell(value) for name, value in readable(message).items()})
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return harmless(escaped(value)) if isinstance(value, str) else value


def escaped(words: str) -> str:
    """Return text with control characters, bidirectional ones included, as JSON escapes."""
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", words)


# Additions to the messages of SQLite, by the start of an error's name (sqlite.org/rescode.html).
_HINTS = {
    "SQLITE_BUSY": " by another process; try again when that has ended",
    "SQLITE_FULL": "; is there room on the disk?",
    "SQLITE_IOERR": "; is there room on the disk?",
}

_EMPTY = (
    "is empty, but the site has it open as its database: restore a backup (backup restore FILE), "
    "or stop the site and remove the file"
)


@contextmanager
def cli_errors(database: Path | None = None) -> Iterator[None]:
    """End the command with a message of one line if something expected fails.

    If content is refused for several reasons, they are written before it, each on its line.

    :param database: the database to name, which the command may create. By default it is that of
        the content, which must be there.
    """
    try:
        yield
    except (
        BackupError,
        BadContentError,
        ForeignFolderError,
        OtherReleaseError,
        NoContentError,
        OSError,
        UnexpectedAnswerError,
    ) as error:
        for fault in error.faults if isinstance(error, BadContentError) else ():
            click.echo(escape_line_feeds(escaped(fault)), err=True)
        raise click.ClickException(escape_line_feeds(escaped(str(error)))) from error
    except connections.ReadError as error:
        raise click.ClickException(_message(error, database)) from error


def _message(error: connections.ReadError, database: Path | None) -> str:
    path = database or settings().database
    if not path.exists():
        return f"{path} cannot be made: {error}" if database else str(NoContentError())
    if connections.is_locked(error) and path.stat().st_size == 0:
        return f"{path} {_EMPTY}"
    name = getattr(error, "sqlite_errorname", "")
    hint = next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
    return f"{path}: {error}{hint}"
