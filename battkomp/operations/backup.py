"""Back up the content, the inbox and the desk, and check and restore backups, while all run."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database, Migrations

import battkomp
from battkomp.contact import inbox, schema
from battkomp.content import load, publications, rules, storage
from battkomp.content.files import BadContentError, Document
from battkomp.content.publications import PublicationKind
from battkomp.content.snapshot import Snapshot
from battkomp.content.storage import NoContentError
from battkomp.db import backups, connections
from battkomp.db.backups import BackupError
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.settings import Settings
from battkomp.web.sitemap import page_keys

# Tables of the desk that are worth nothing later, or would let somebody in.
_PASSING = ("sessions", "invitations")


@dataclass(frozen=True)
class Restored:
    """The results of a restore.

    `kept` is the backup of the content that was replaced. `damaged` are the new paths of damaged
    files. `messages` is the number of messages that were put back, or None if not asked for.
    """

    kept: Path | None
    damaged: list[Path]
    messages: int | None


def create(settings: Settings, folder: Path, *, with_damaged: bool = True) -> Path:
    """Make a backup of the content, the inbox and the desk in a folder, and return its path.

    Each is copied as it is at one moment, and the copies are checked.

    :param with_damaged: refuse a damaged inbox or desk, instead of leaving it out.
    :raises BackupError: if it cannot be made or a copy is damaged; nothing is left of it then.
    :raises NoContentError: if there is no content.
    :raises ReadError: if the database cannot be read.
    """
    if load.is_empty(settings.database):
        raise NoContentError
    is_wanted = Path.exists if with_damaged else backups.is_intact
    with backups.unfinished(folder) as part:
        # The desk comes first: that a set has been published since, it learns from the content.
        if is_wanted(settings.desk_file):
            backups.copy(settings.desk_file, backups.desk_of(part), without=_PASSING)
            backups.check(backups.desk_of(part), "users")
        backups.copy(settings.database, part)
        backups.check(part, "revision")
        if is_wanted(settings.inbox_file):
            inbox.copy(settings.inbox_file, backups.inbox_of(part))
        return backups.publish(part, folder)


def verify(settings: Settings, file: Path) -> Document:
    """Check that a backup is intact and can be shown, and return its content.

    Content of an earlier release gets the pages that this release brings.

    :raises BackupError: if it is damaged or not a backup, or if its content breaks a rule or
        cannot be rendered.
    :raises OtherReleaseError: if another release made it.
    """
    backups.check(file, "revision")
    if backups.inbox_of(file).exists():
        inbox.check(backups.inbox_of(file))
    if backups.desk_of(file).exists():
        backups.check(backups.desk_of(file), "users")
    with _opened(file) as db:
        document = load.with_missing_pages(storage.read(db), conditions_of(settings))
    app = battkomp.create_app(settings)
    try:
        rules.enforce(document, settings.tags, page_keys())
        with app.app_context():
            refuse_unrenderable(Snapshot(document, settings.tags, mark=""))
    except BadContentError as error:
        raise BackupError(f"The content of {file} is refused: {error}") from error
    return document


def restore(
    settings: Settings, file: Path, *, with_inbox: bool = False, desk: Migrations | None = None
) -> Restored:
    """Replace the content with that of a backup, in one transaction, while the site runs.

    In the same transaction, the present content is backed up into the folder of the backup. A
    damaged database is renamed.

    :param with_inbox: also put back the messages that are missing in the inbox.
    :param desk: the tables of the desk, to also replace the desk as a whole.
    :raises BackupError, OtherReleaseError: if the backup cannot be restored; see `verify`. Nothing
        has changed then.
    :raises StoreError, OSError: if the database cannot be written; nothing has changed then.
    """
    document = verify(settings, file)
    if with_inbox and not backups.inbox_of(file).exists():
        raise BackupError(f"{file} is a backup without messages")
    if desk is not None:
        _check_desk(backups.desk_of(file), desk)
    live = settings.database.resolve()
    damaged: list[Path] = []
    if not backups.is_intact(live):
        damaged = backups.set_aside(live)
        backups.create_empty(live, like=next(iter(damaged), None))
    connections.prepare(live, storage.migrations)
    kept = _replace(settings, live, document, file)
    if not settings.inbox_file.exists():
        schema.prepare(settings.inbox_file)
    messages = None
    if with_inbox:
        messages, aside = inbox.put_back(backups.inbox_of(file), settings.inbox_file)
        damaged += aside
    if desk is not None:
        damaged += _restore_desk(settings.desk_file, file, kept, desk)
    return Restored(kept, damaged, messages)


def _check_desk(file: Path, tables: Migrations) -> None:
    if not file.exists():
        raise BackupError(f"There is no file {file}")
    with connections.snapshot(file, alone=True) as db:
        connections.refuse_other_release(db, tables)


def _restore_desk(live: Path, file: Path, kept: Path | None, tables: Migrations) -> list[Path]:
    """Replace the desk. Rename it if it is damaged or not kept, and return its new paths."""
    is_kept = kept is not None and backups.desk_of(kept).exists()
    aside = [] if is_kept else backups.set_aside(live)
    if not is_kept:
        backups.create_empty(live, like=next(iter(aside), None), mode=0o600)
    try:
        backups.put_in_place(backups.desk_of(file), live)
        connections.prepare(live, tables)
    except connections.StoreError as error:
        raise BackupError(f"The desk cannot be restored: {error}") from error
    return aside


def _opened(file: Path) -> Database:
    """Return a copy of a backup in memory, with the tables of this release.

    :raises OtherReleaseError: if it has tables that this release does not know.
    """
    copy = Database(memory=True, execute_plugins=False)
    with connections.snapshot(file, alone=True) as db:
        connections.refuse_other_release(db, storage.migrations)
        db.conn.backup(copy.conn)
    storage.migrations.apply(copy)
    return copy


def _replace(settings: Settings, live: Path, document: Document, file: Path) -> Path | None:
    """Replace the content, and return the backup of the content before, if there was any.

    A database without publications gets those of the backup.
    """
    old = kept = None
    with connections.writing(live) as db, _opened(file) as backup:
        publications.bring(db, backup)
        if not storage.is_empty(db):
            # Others can read but not write now, so that no change is lost in between.
            kept = create(settings, file.parent, with_damaged=False)
            with suppress(BadContentError):  # a restore replaces broken content too
                old = storage.read(db)
        load.replace(db, old, document, conditions_of(settings), kind=PublicationKind.RESTORE)
    return kept
