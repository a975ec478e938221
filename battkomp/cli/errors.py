"""Errors of commands: one line on standard error, and the exit status 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from battkomp.cli.output import escaped
from battkomp.contact.schema import OtherInboxError
from battkomp.content.files import BadContentError
from battkomp.content.storage import NoContentError
from battkomp.db import connections, health
from battkomp.db.backups import BackupError
from battkomp.db.health import OtherReleaseError
from battkomp.operations.output_folder import ForeignFolderError
from battkomp.operations.static_site import UnexpectedAnswerError
from battkomp.web.context import settings

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
def cli_errors(*, makes_database: bool = False) -> Iterator[None]:
    """End the command with a message of one line if something expected fails.

    :param makes_database: whether the command creates a missing database.
    :raises ClickException: for refused content, an unusable database, backup or folder.
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
        OtherInboxError,
        UnexpectedAnswerError,
    ) as error:
        raise click.ClickException(escaped(str(error))) from error
    except connections.ReadError as error:
        raise click.ClickException(_message(error, makes_database)) from error


def _message(error: connections.ReadError, makes_database: bool) -> str:
    database = settings().database
    if not database.exists():
        return f"{database} cannot be made: {error}" if makes_database else str(NoContentError())
    if health.is_locked(error) and database.stat().st_size == 0:
        return f"{database} {_EMPTY}"
    name = getattr(error, "sqlite_errorname", "")
    hint = next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
    return f"{database}: {error}{hint}"
