"""Replace a folder as a whole or not at all, and never a folder with other files in it."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


class ForeignFolderError(Exception):
    """A folder holds files that `replace` did not write."""


def refuse_foreign_files(folder: Path, marker: str) -> None:
    """Check that a folder is new, empty, or holds only files written by `replace`.

    :param marker: the name of the JSON file in it whose `files` lists the others.
    :raises ForeignFolderError: if it holds anything else.
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
    foreign = found - _listed(folder / marker) - {marker}
    if foreign:
        raise ForeignFolderError(f"{folder}/{min(foreign)} would be lost: move it away first")


def replace(folder: Path, files: Mapping[str, bytes], marker: str) -> None:
    """Replace the contents of a folder with files, all at once.

    They are written beside the folder first. If anything fails, the folder stays as it was. It
    keeps its permissions; a symbolic link to a folder stays one.

    :param files: the new contents by path; the file at `marker` lists the others.
    :raises ForeignFolderError: see `refuse_foreign_files`.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        for name, data in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(data)
        refuse_foreign_files(folder, marker)
        if not folder.exists():
            new.rename(folder)
            return
        new.chmod(stat.S_IMODE(folder.stat().st_mode))
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise


def _listed(marker: Path) -> set[str]:
    try:
        return set(json.loads(marker.read_bytes())["files"])
    except (ValueError, KeyError, TypeError):
        return set()
