"""How a command ends that cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from battkomp.content import store
from battkomp.content.backup_folder import BackupError
from battkomp.content.condition import LaterReleaseError
from battkomp.content.document import BadContentError
from battkomp.content.exporting import NoContentError
from battkomp.context import settings


@contextmanager
def saying_what_is_wrong() -> Iterator[None]:
    """End the command with one line when content is refused, or there is none to be had."""
    try:
        yield
    except (BackupError, BadContentError, LaterReleaseError, NoContentError, OSError) as error:
        raise click.ClickException(str(error)) from error
    except store.ReadError as error:
        is_there = settings().database.exists()
        raise click.ClickException(str(error if is_there else NoContentError())) from error
