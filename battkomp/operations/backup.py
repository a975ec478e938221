"""Backups that are known to be good: the pages made from a copy are those of the site.

Every page is rendered from the copy, and compared with the page that the site shows, or showed when
the backup was made. The inbox is copied with it; it shows in no page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import battkomp
from battkomp.contact import inbox_backup
from battkomp.contact import schema as inbox
from battkomp.content import load
from battkomp.content.words import NoContentError
from battkomp.db import backup_folder, connections, copying, health
from battkomp.db.backup_folder import BackupError, Manifest, Public, Seal
from battkomp.db.health import Release
from battkomp.operations import static_site, version
from battkomp.settings import Settings
from battkomp.web.context import reading
from battkomp.web.languages import site_languages
from battkomp.web.sitemap import all_locations


@dataclass(frozen=True)
class Compared:
    """How many pages have been compared, or why none could be."""

    pages: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class Made:
    """A backup that has been made."""

    file: Path
    compared: Compared


@dataclass(frozen=True)
class Restored:
    """What a backup has replaced: `kept` is the backup of it; `damaged` is where it lies now.

    `messages` is how many messages have been put back, or None if that was not asked for.
    """

    compared: Compared
    kept: Made | None
    damaged: list[Path]
    messages: int | None


def create(settings: Settings, folder: Path, *, with_inbox: bool = True) -> Made:
    """Make a backup of the site's database and inbox in a folder, and try it.

    Others may read and write meanwhile. The copy of each is of one moment.

    :raises BackupError: if it cannot be made, or the copy is not good; then nothing is left of it.
    :raises NoContentError: if there is nothing to back up.
    :raises ReadError: if the database cannot be read.
    """
    day = settings.today()
    if load.is_empty(settings.database):
        raise NoContentError
    with backup_folder.new_backup(folder) as (file, now):
        part = backup_folder.part_of(file)
        with connections.snapshot(settings.database) as db:
            copying.copy(db, part)
            state = copying.state_of(db)
            # Read within the same snapshot: these are the pages of the moment of the copy.
            pages, reason = _pages_if_any(settings, day, health.release_of(db))
        _try_copy(settings, part, day, pages)
        if with_inbox and settings.inbox_file.exists():
            inbox_backup.copy(settings.inbox_file, _inbox_part(file))
        backup_folder.publish(file, _manifest(settings, file, state, (now, day), pages))
    return Made(file, Compared(len(pages), reason))


def verify(settings: Settings, file: Path) -> Compared:
    """See whether a backup is as it was made, can be read, and gives the pages that it gave.

    :raises BackupError: if it is not good.
    :raises LaterReleaseError: if it is of a later release than this.
    """
    manifest = backup_folder.manifest_of(file)
    copying.compare(file, Seal(manifest.size, manifest.sha256))
    copying.check(file)
    if manifest.inbox is not None:
        _verify_inbox(file, manifest.inbox)
    if not manifest.pages:
        return Compared(reason="its pages were not recorded when it was made")
    if manifest.build != version.identity():
        return Compared(reason=f"they were made by another build, of release {manifest.release}")
    shown = replace(
        settings,
        public_url=manifest.public.public_url,
        development=manifest.public.development,
    )
    if _public(shown) != manifest.public:
        return Compared(reason="the site has other languages now")
    _compare_pages(manifest.pages, _digests(shown, file, manifest.day))
    return Compared(len(manifest.pages))


def restore(settings: Settings, file: Path, *, with_inbox: bool = False) -> Restored:
    """Put a backup in the place of the site's database, while the site runs.

    What is there is kept: as a backup in the same folder or, if it is damaged, under another name.

    :param with_inbox: also put back the messages that are in the backup, and in the inbox no more.
    :raises BackupError: if the backup is not good, or cannot be put in place; then the database is
        as it was.
    :raises LaterReleaseError: if the backup is of a later release than this.
    """
    compared = verify(settings, file)
    if with_inbox and not backup_folder.inbox_path(file).exists():
        raise BackupError(f"{file} is a backup without messages")
    settings = replace(settings, database=settings.database.resolve())
    live = settings.database
    is_readable = copying.is_readable(live)
    kept: list[Made] = []
    damaged: list[Path] = []
    with copying.made_ready(file, live, health.revision_of(live) or 0) as ready:
        load.complete(ready, tags := _public(settings).languages, tags[0], settings.today())
        _digests(settings, ready, settings.today())  # every page can be rendered from it
        if is_readable:
            copying.pour(ready, live, before=lambda: kept.extend(_keep(settings, file.parent)))
        else:
            damaged = copying.set_aside(live)
            copying.put_in_place(ready, live, like=damaged[0] if damaged else None)
    connections.prepare(live)
    if not settings.inbox_file.exists():
        inbox.prepare(settings.inbox_file)
    messages = None
    if with_inbox:
        beside = backup_folder.inbox_path(file)
        messages, aside = inbox_backup.put_back(beside, settings.inbox_file)
        damaged += aside
    return Restored(compared, kept[0] if kept else None, damaged, messages)


def _keep(settings: Settings, folder: Path) -> Iterator[Made]:
    """Back up what is about to be replaced, if that is anything. A damaged inbox stays there."""
    try:
        yield create(settings, folder, with_inbox=copying.is_readable(settings.inbox_file))
    except NoContentError:
        return


def _pages_if_any(
    settings: Settings, day: date, release: Release
) -> tuple[dict[str, str], str | None]:
    """Render every page, or say why they cannot be: a backup is wanted all the same."""
    if release is not Release.THIS:
        return {}, f"the database is {release.value}"
    try:
        return _digests(settings, settings.database, day), None
    except BackupError as error:
        return {}, str(error)


def _try_copy(settings: Settings, part: Path, day: date, pages: dict[str, str]) -> None:
    with suppress(health.LaterReleaseError):  # so is what it is a copy of
        copying.check(part)
    if pages:
        _compare_pages(pages, _digests(settings, part, day))


def _compare_pages(before: dict[str, str], now: dict[str, str]) -> None:
    for address in sorted(before.keys() | now.keys()):
        if before.get(address) != now.get(address):
            raise BackupError(f"The page {address} of the backup is not what it was")


def _digests(settings: Settings, database: Path, day: date) -> dict[str, str]:
    """Render every page from a database, on a day; return the digest of each by its address.

    :raises BackupError: if a page cannot be rendered.
    """
    # Whoever asks from outside, and how, makes no difference to what a page says.
    app = battkomp.create_app(
        replace(
            settings,
            database=database,
            today=lambda: day,
            trusted_hosts=(),
            cache_megabytes=0,
            access_log=False,
            static_site=True,  # the contact form holds the time, signed with a key of the inbox
        )
    )
    with app.test_request_context():
        addresses = [
            location.address(language)
            for location in all_locations(reading())
            for language in site_languages()
        ]
    try:
        bodies = {address: static_site.get(app, address).data for address in addresses}
    except static_site.UnexpectedAnswerError as error:
        raise BackupError(f"A page cannot be rendered: {error}") from error
    return {address: hashlib.sha256(body).hexdigest() for address, body in bodies.items()}


def _inbox_part(file: Path) -> Path:
    return backup_folder.part_of(backup_folder.inbox_path(file))


def _verify_inbox(file: Path, seal: Seal) -> None:
    messages = backup_folder.inbox_path(file)
    backup_folder.refuse_what_is_no_file(messages)
    copying.compare(messages, seal)
    inbox_backup.check(messages)


def _manifest(
    settings: Settings,
    file: Path,
    state: copying.State,
    moments: tuple[datetime, date],
    pages: dict[str, str],
) -> Manifest:
    made_at, day = moments
    seal = copying.seal_of(backup_folder.part_of(file))
    beside = _inbox_part(file)
    return Manifest(
        made_at=made_at,
        size=seal.size,
        sha256=seal.sha256,
        inbox=copying.seal_of(beside) if beside.exists() else None,
        revision=state.revision,
        mark=state.mark,
        release=version.release(),
        build=version.identity(),
        day=day,
        public=_public(settings),
        pages=pages,
    )


def _public(settings: Settings) -> Public:
    languages = tuple(language.tag for language in settings.languages)
    return Public(settings.public_url, settings.development, languages)
