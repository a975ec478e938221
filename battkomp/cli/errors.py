"""How a command ends that cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from battkomp.contact.schema import OtherReleaseError
from battkomp.content.files import BadContentError
from battkomp.content.words import NoContentError
from battkomp.db import connections, health
from battkomp.db.backups import BackupError
from battkomp.db.health import LaterReleaseError
from battkomp.web.context import settings

# What SQLite's errors do not say, by how their names start (https://sqlite.org/rescode.html).
_HINTS = {
    "SQLITE_BUSY": " by another process; try again when that has ended",
    "SQLITE_FULL": "; is there room on the disk?",
    "SQLITE_IOERR": "; is there room on the disk?",
}

_EMPTY = (
    "is a file of no bytes, in the place of a database that the site has open: put a backup in its "
    "place (backup restore FILE), or stop the site and remove it"
)


@contextmanager
def saying_what_is_wrong(*, makes_database: bool = False) -> Iterator[None]:
    """End the command with one line when content is refused, or there is none to be had.

    :param makes_database: whether the command makes the database where there is none.
    """
    try:
        yield
    except (
        BackupError,
        BadContentError,
        LaterReleaseError,
        NoContentError,
        OSError,
        OtherReleaseError,
    ) as error:
        raise click.ClickException(str(error)) from error
    except connections.ReadError as error:
        raise click.ClickException(_told(error, makes_database)) from error


def _told(error: connections.ReadError, makes_database: bool) -> str:
    database = settings().database
    if not database.exists():
        return f"{database} cannot be made: {error}" if makes_database else str(NoContentError())
    if health.is_locked(error) and database.stat().st_size == 0:
        return f"{database} {_EMPTY}"
    name = getattr(error, "sqlite_errorname", "")
    hint = next((hint for start, hint in _HINTS.items() if name.startswith(start)), "")
    return f"{database}: {error}{hint}"
