"""A folder that is replaced as a whole, or not at all."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from battkomp.operations.output_folder import ForeignFolderError, replace

MARKER = "marker.json"


def marked(**files: bytes) -> dict[str, bytes]:
    """Return files with a marker that names them."""
    return {**files, MARKER: json.dumps({"files": dict.fromkeys(files, "")}).encode()}


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return the files in a folder by their path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_files_stand_in_the_place_of_those_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(out, marked(old=b"1", both=b"1"), MARKER)
    new = {**marked(both=b"2"), "deep/er/file": b"3"}
    replace(out, new, MARKER)
    assert contents(out) == new
    assert list(tmp_path.iterdir()) == [out]


def test_an_empty_folder_may_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    replace(tmp_path / "out", marked(a=b"1"), MARKER)
    assert contents(tmp_path / "out") == marked(a=b"1")


def test_who_may_look_into_the_folder_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o750)
    replace(tmp_path / "out", marked(a=b"1"), MARKER)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o750


def test_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    replace(tmp_path / "out", marked(a=b"1"), MARKER)
    assert (tmp_path / "out").is_symlink()
    assert contents(tmp_path / "real") == marked(a=b"1")


@pytest.mark.parametrize("marker", [None, b"not JSON", b"[]", b'{"files": {"own": ""}}'])
def test_what_was_not_written_here_is_never_lost(tmp_path: Path, marker: bytes | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letters.txt").write_bytes(b"dear")
    if marker is not None:
        (out / MARKER).write_bytes(marker)
    before = contents(out)
    with pytest.raises(ForeignFolderError, match=r"choose another|letters\.txt would be lost"):
        replace(out, marked(a=b"1"), MARKER)
    assert contents(out) == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_cannot_be_written_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(out, marked(a=b"1"), MARKER)
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        replace(out, {"a": b"2", "a/b": b"2"}, MARKER)
    assert contents(out) == marked(a=b"1")
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_cannot_be_moved_there_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    replace(out, marked(a=b"1"), MARKER)
    rename = Path.rename

    def fail_for_new(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError("the disk is gone")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_new)
    with pytest.raises(OSError, match="the disk is gone"):
        replace(out, marked(a=b"2"), MARKER)
    assert contents(out) == marked(a=b"1")
    assert list(tmp_path.iterdir()) == [out]
