"""The folder of backups: what they are called, what is known of each, how many are kept.

A backup is two files, the database and what is known of it, its manifest, and a third with the
messages. It is there when the first two are; while it is being made, names end in `.part`.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"battkomp-(\d{8}T\d{6}Z)\.db")
_LARGEST_MANIFEST = 64_000_000  # bytes; one page takes about 100
_GIVEN_UP = 24 * 60 * 60  # seconds after which an unfinished backup is taken for abandoned


class BackupError(Exception):
    """Why a backup cannot be made, trusted or restored, for the operator."""


class Seal(msgspec.Struct, frozen=True):
    """What tells a file from any other: its size in bytes, and its digest."""

    size: int
    sha256: str


class Public(msgspec.Struct, frozen=True):
    """The settings that can be seen in the pages."""

    public_url: str | None
    development: bool
    languages: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a backup.

    `size` is in bytes. `inbox` is about the file of messages. `revision` and `mark` name the state
    of the content. `pages` has the digest of each page by its address, as the code called `build`
    rendered it for `day` with the settings `public`; it is empty where the pages could not be
    rendered.
    """

    version: Literal[1] = 1
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    size: int
    sha256: str
    inbox: Seal | None = None  # also in manifests of releases that had none
    revision: int
    mark: str
    release: str
    build: str
    day: date
    public: Public
    pages: dict[str, str]


def manifest_path(file: Path) -> Path:
    """Return where the manifest of a backup is: `NAME.json` for `NAME.db`."""
    return file.with_suffix(".json")


def inbox_path(file: Path) -> Path:
    """Return where the messages of a backup are: `NAME.inbox.db` for `NAME.db`."""
    return file.with_suffix(".inbox.db")


def part_of(file: Path) -> Path:
    """Return where a file is while it is being made."""
    return file.with_name(f"{file.name}.part")


def companions_of(database: Path) -> tuple[Path, ...]:
    """Return the files that SQLite may have beside a database that is written to."""
    return tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))


@contextmanager
def new_backup(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Give the path of a new backup, and the moment it is named after; make the folder if needed.

    Nobody else is given the same path. Its part (`part_of`) is there, empty and only for its
    owner to read; whatever is left of it at the end of the block is removed.

    :raises BackupError: if the folder cannot be written to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(folder)
        file, made_at = _claim(folder)
    except OSError as error:
        raise BackupError(f"No backup can be made in {folder}: {error}") from error
    part = part_of(file)
    try:
        yield file, made_at
    except OSError as error:
        raise BackupError(f"No backup can be made in {folder}: {error}") from error
    finally:
        inbox = part_of(inbox_path(file))
        for one in (part, inbox, part_of(manifest_path(file))):
            for left in (one, *companions_of(one)):
                left.unlink(missing_ok=True)


def publish(file: Path, manifest: Manifest) -> None:
    """Give finished parts their names, with the manifest beside them: all, or none."""
    beside = manifest_path(file)
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    part_of(beside).touch(mode=0o600)
    part_of(beside).write_bytes(text + b"\n")
    sync(part_of(beside))
    inbox = inbox_path(file)
    try:
        if manifest.inbox is not None:
            part_of(inbox).replace(inbox)
        part_of(file).replace(file)
        part_of(beside).replace(beside)
    except OSError:
        for one in (file, inbox):
            one.unlink(missing_ok=True)
        raise
    sync(file.parent)


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, outlive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def manifest_of(file: Path) -> Manifest:
    """Return what is known of a backup.

    :raises BackupError: if `file` could be no backup, or has no manifest that can be read.
    """
    refuse_what_is_no_file(file)
    with file.open("rb") as opened:
        if opened.read(16) != b"SQLite format 3\0":  # sqlite.org/fileformat.html, section 1.3
            raise BackupError(f"{file} is no SQLite database")
    beside = manifest_path(file)
    refuse_what_is_no_file(beside)
    if beside.stat().st_size > _LARGEST_MANIFEST:
        raise BackupError(f"{beside} is no manifest of a backup: it is too large")
    try:
        return msgspec.json.decode(beside.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BackupError(f"{beside} is no manifest of a backup: {error}") from error


def backups_in(folder: Path) -> list[Path]:
    """Return the finished backups in a folder, the oldest first.

    :raises OSError: if the folder cannot be read.
    """
    return sorted(
        path
        for path in folder.iterdir()
        if _NAME.fullmatch(path.name) and _is_file(path) and _is_file(manifest_path(path))
    )


def newest_in(folder: Path) -> datetime | None:
    """Return when the newest finished backup in a folder was made, or None if there is none.

    :raises OSError: if the folder cannot be read.
    """
    found = [_NAME.fullmatch(path.name) for path in backups_in(folder)]
    return max((moment_of(one.group(1)) for one in found if one), default=None)


def moment_of(stamp: str) -> datetime:
    """Return the moment that a backup's name says. A date that is none counts as long ago."""
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove all but the newest backups in a folder; return those removed."""
    old = backups_in(folder)[:-count]
    for file in old:
        file.unlink()
        inbox_path(file).unlink(missing_ok=True)
        manifest_path(file).unlink()
    return old


def _claim(folder: Path) -> tuple[Path, datetime]:
    while True:
        made_at = datetime.now(UTC).replace(microsecond=0)
        file = folder / f"battkomp-{made_at:{_STAMP}}.db"
        try:
            os.close(os.open(part_of(file), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            pass  # somebody else is making one
        else:
            if not os.path.lexists(file) and not os.path.lexists(manifest_path(file)):
                return file, made_at
            part_of(file).unlink()
        time.sleep(0.1)


def _clear(folder: Path) -> None:
    """Remove what was left by somebody who was killed while making a backup."""
    left = [*folder.glob("battkomp-*.part*"), *_stray_inboxes(folder)]
    for one in left:
        if time.time() - one.lstat().st_mtime > _GIVEN_UP:
            one.unlink()


def _stray_inboxes(folder: Path) -> list[Path]:
    """Return messages whose backup is not there: nothing else would remove them."""
    found = folder.glob("battkomp-*T*Z.inbox.db")
    return [one for one in found if not os.path.lexists(one.with_suffix("").with_suffix(".db"))]


def refuse_what_is_no_file(path: Path) -> None:
    """Refuse what is missing, or anything else than a file.

    :raises BackupError: if it is.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}") from error
    except OSError as error:
        raise BackupError(str(error)) from error
    if stat.S_ISLNK(mode):
        raise BackupError(f"{path} is a link; name the file itself")
    if not stat.S_ISREG(mode):
        raise BackupError(f"{path} is no file")


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
