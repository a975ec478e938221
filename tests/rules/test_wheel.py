"""The wheel: built and installed elsewhere, it serves the whole site."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from battkomp.settings import ROOT

pytestmark = pytest.mark.full

PROBE = """
import pathlib, battkomp
from battkomp.settings import ROOT
assert "elsewhere" in str(ROOT), ROOT
app = battkomp.create_app()
assert app.test_cli_runner().invoke(args=["content", "prepare"]).exit_code == 0
client = app.test_client()
page = client.get("/nb/styret")
assert page.status_code == 200 and "Prosjektstyret" in page.text and "Hovedmeny" in page.text
style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
assert client.get(style).status_code == 200
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_serves_a_page_and_a_static_file(wheel: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    python = elsewhere / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", str(elsewhere)],
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")],
        [*pip, "--no-deps", str(wheel)],
        [str(python), "-m", "pip", "check"],
        [str(python), "-c", PROBE],
    ):
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


def test_the_wheel_has_no_sources_of_catalogs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "battkomp/translations/nb/LC_MESSAGES/messages.mo" in names
    assert not [name for name in names if name.endswith(".po")]
