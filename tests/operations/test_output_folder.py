"""Folders that are replaced as a whole, or not at all."""

import json
from pathlib import Path

import pytest

from battkomp.operations.output_folder import ForeignFolderError, replace

MARKER = "marker.json"


def marked(**files: bytes) -> dict[str, bytes]:
    """Return files with a marker that lists them."""
    return {**files, MARKER: json.dumps({"files": dict.fromkeys(files, "")}).encode()}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder by their path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that has been written once."""
    folder = tmp_path / "parent" / "out"
    replace(folder, marked(old=b"1", both=b"1"), MARKER)
    return folder


def test_new_files_replace_all_old_ones_and_permissions_stay(out: Path) -> None:
    out.chmod(0o750)
    new = {**marked(both=b"2"), "deep/er/file": b"3"}
    replace(out, new, MARKER)
    assert contents(out) == new
    assert out.stat().st_mode & 0o777 == 0o750
    assert list(out.parent.iterdir()) == [out]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    replace(tmp_path / "out", marked(a=b"1"), MARKER)
    assert (tmp_path / "out").is_symlink()
    assert contents(tmp_path / "real") == marked(a=b"1")


def test_foreign_files_are_never_lost(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letters.txt").write_bytes(b"dear")
    for marker in (None, b"not JSON", b"[]", b'{"files": {"own": ""}}'):
        if marker is not None:
            (out / MARKER).write_bytes(marker)
        before = contents(out)
        with pytest.raises(ForeignFolderError, match=r"choose another|letters\.txt would be lost"):
            replace(out, marked(a=b"1"), MARKER)
        assert contents(out) == before
        assert list(tmp_path.iterdir()) == [out]


def test_a_failure_leaves_the_folder_as_it_was(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(out)
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        replace(out, {"a": b"2", "a/b": b"2"}, MARKER)
    assert contents(out) == before
    rename = Path.rename

    def fail_for_new(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError("the disk is gone")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_new)
    with pytest.raises(OSError, match="the disk is gone"):
        replace(out, marked(a=b"2"), MARKER)
    assert contents(out) == before
    assert list(out.parent.iterdir()) == [out]
