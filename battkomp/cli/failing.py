"""How a command ends that cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from battkomp.content import store
from battkomp.content.backup_folder import BackupError
from battkomp.content.condition import LaterReleaseError
from battkomp.content.document import BadContentError
from battkomp.content.words import NoContentError
from battkomp.context import settings

# What SQLite's errors do not say, by how their names start (https://sqlite.org/rescode.html).
_HINTS = {
    "SQLITE_BUSY": " by another process; try again when that has ended",
    "SQLITE_FULL": "; is there room on the disk?",
    "SQLITE_IOERR": "; is there room on the disk?",
}


@contextmanager
def saying_what_is_wrong() -> Iterator[None]:
    """End the command with one line when content is refused, or there is none to be had."""
    try:
        yield
    except (BackupError, BadContentError, LaterReleaseError, NoContentError, OSError) as error:
        raise click.ClickException(str(error)) from error
    except store.ReadError as error:
        raise click.ClickException(_told(error)) from error


def _told(error: store.ReadError) -> str:
    database = settings().database
    if not database.exists():
        return str(NoContentError())
    name = getattr(error, "sqlite_errorname", "")
    hint = next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
    return f"{database}: {error}{hint}"
