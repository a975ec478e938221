"""A folder that is written as a whole, or not at all."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


class ForeignFolderError(Exception):
    """A folder holds what was not written here, and would be lost."""


def refuse_to_lose(folder: Path, marker: str) -> None:
    """Make sure that nothing is in a folder but what was written to it by `replace`.

    :param marker: the name of the JSON file in it whose `files` name the others.
    :raises ForeignFolderError: if there is anything else.
    """
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    if not found:
        return
    if marker not in found:
        raise ForeignFolderError(f"{folder} is not empty, and holds no {marker}: choose another")
    foreign = found - _written(folder / marker) - {marker}
    if foreign:
        raise ForeignFolderError(f"{folder}/{min(foreign)} would be lost: move it away first")


def replace(folder: Path, files: Mapping[str, bytes], marker: str) -> None:
    """Put files in the place of a folder, all at once.

    They are written beside it first. Until then, and if that fails, the folder is as it was.

    :param files: what is to be in the folder, by path; the one at `marker` names the others.
    :raises ForeignFolderError: as `refuse_to_lose` does.
    :raises OSError: if the files cannot be written.
    """
    folder = folder.resolve()
    with _beside(folder, "new") as new, _beside(folder, "old") as old:
        for name, data in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(data)
        refuse_to_lose(folder, marker)
        if not folder.exists():
            new.rename(folder)
            return
        new.chmod(stat.S_IMODE(folder.stat().st_mode))  # who may look into it is not for us to say
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise


@contextmanager
def _beside(folder: Path, name: str) -> Iterator[Path]:
    """Give the path of a folder beside another, and remove it in the end if it is there."""
    path = folder.with_name(f".{folder.name}.{token_hex(4)}.{name}")
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _written(marker: Path) -> set[str]:
    try:
        return set(json.loads(marker.read_bytes())["files"])
    except (ValueError, KeyError, TypeError):
        return set()
