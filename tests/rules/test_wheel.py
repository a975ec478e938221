"""The wheel: built and installed elsewhere, it serves the whole site."""

import subprocess
import sys
import zipfile
from functools import partial
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
commands = app.test_cli_runner()
assert commands.invoke(args=["desk", "prepare"]).exit_code == 0
assert commands.invoke(args=["backup", "create", "backups"]).exit_code == 0
try:
    import battkomp.desk.wsgi
except SystemExit as refused:
    assert "requirements-desk.txt" in str(refused)
else:
    raise AssertionError("the desk has started without its packages")
"""


run = partial(subprocess.run, check=True)


def test_the_wheel_serves_a_page_and_a_static_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    run([*build, tmp_path], cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "battkomp/translations/nb/LC_MESSAGES/messages.mo" in names
    assert not [name for name in names if name.endswith(".po")]

    python = tmp_path / "elsewhere" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([sys.executable, "-m", "venv", "elsewhere"], cwd=tmp_path)
    run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"], cwd=tmp_path)
    run([*pip, "--no-deps", wheel], cwd=tmp_path)
    run([python, "-m", "pip", "check"], cwd=tmp_path)
    run([python, "-c", PROBE], cwd=tmp_path)
