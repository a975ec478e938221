"""Back up the content and the inbox, and check and restore backups, while the site runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from battkomp.contact import inbox_backup
from battkomp.contact import schema as inbox
from battkomp.content import export, files, load, rules, storage
from battkomp.content.files import BadContentError
from battkomp.content.storage import NoContentError
from battkomp.db import backups, connections, health
from battkomp.db.backups import BackupError
from battkomp.settings import Settings
from battkomp.web.sitemap import page_keys


@dataclass(frozen=True)
class Restored:
    """The results of a restore.

    `kept` is the backup of the content that was replaced. `damaged` are the new paths of damaged
    files. `messages` is the number of messages that were put back, or None if not asked for.
    """

    kept: Path | None
    damaged: list[Path]
    messages: int | None


def create(settings: Settings, folder: Path, *, with_inbox: bool = True) -> Path:
    """Make a backup of the content and the inbox in a folder, and return its path.

    Each is copied as it is at one moment, and the copies are checked.

    :raises BackupError: if it cannot be made or a copy is damaged; nothing is left of it then.
    :raises NoContentError: if there is no content.
    :raises ReadError: if the database cannot be read.
    """
    if load.is_empty(settings.database):
        raise NoContentError
    with backups.unfinished(folder) as part:
        backups.copy(settings.database, part)
        backups.check(part, "revision")
        if with_inbox and settings.inbox_file.exists():
            inbox_backup.copy(settings.inbox_file, backups.inbox_of(part))
        return backups.publish(part, folder)


def verify(settings: Settings, file: Path) -> None:
    """Check that a backup is intact, and that its content follows the rules for content.

    :raises BackupError: if it is damaged, not a backup, or breaks a rule.
    :raises OtherReleaseError, OtherInboxError: if another release made it.
    """
    _check_files(file)
    with _content_of(settings, file):
        pass


def restore(settings: Settings, file: Path, *, with_inbox: bool = False) -> Restored:
    """Replace the content with that of a backup, in one transaction, while the site runs.

    The present content is backed up first, into the folder of the backup. A damaged database is
    renamed.

    :param with_inbox: also put back the messages that are missing in the inbox.
    :raises BackupError: if the backup cannot be restored; the content is unchanged then.
    :raises OtherReleaseError: if another release made the backup.
    :raises StoreError, OSError: if the database cannot be written; the content is unchanged then.
    """
    _check_files(file)
    if with_inbox and not backups.inbox_of(file).exists():
        raise BackupError(f"{file} is a backup without messages")
    live = settings.database.resolve()
    damaged: list[Path] = []
    with _content_of(settings, file) as folder:
        kept = _keep(settings, file.parent)
        if kept is None and not backups.is_intact(live):
            damaged = backups.set_aside(live)
            backups.create_empty(live, next(iter(damaged), None))
        load.load(live, folder, _tags(settings), settings.today(), pages=page_keys())
    if not settings.inbox_file.exists():
        inbox.prepare(settings.inbox_file)
    messages = None
    if with_inbox:
        messages, aside = inbox_backup.put_back(backups.inbox_of(file), settings.inbox_file)
        damaged += aside
    return Restored(kept, damaged, messages)


def _keep(settings: Settings, folder: Path) -> Path | None:
    """Back up the present content, if it is intact, and an intact inbox with it."""
    if not backups.is_intact(settings.database):
        return None
    try:
        return create(settings, folder, with_inbox=backups.is_intact(settings.inbox_file))
    except NoContentError:
        return None


def _check_files(file: Path) -> None:
    backups.check(file, "revision")
    if backups.inbox_of(file).exists():
        inbox_backup.check(backups.inbox_of(file))


@contextmanager
def _content_of(settings: Settings, file: Path) -> Iterator[Path]:
    """Give a folder with the content of a backup as files, which follow the rules for content."""
    with TemporaryDirectory() as scratch:
        database, folder = Path(scratch) / "content.db", Path(scratch) / "content"
        shutil.copyfile(file, database)
        with connections.snapshot(database) as db:
            health.refuse_other_release(db, storage.migrations)
            export.write(storage.read(db), folder)
        try:
            rules.enforce(files.read(folder), _tags(settings), page_keys())
        except BadContentError as error:
            raise BackupError(f"{file} breaks a rule for content: {error}") from error
        yield folder


def _tags(settings: Settings) -> tuple[str, ...]:
    return tuple(language.tag for language in settings.languages)
