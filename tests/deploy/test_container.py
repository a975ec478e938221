"""Test the container without a container engine."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from battkomp.operations.server import HEADER_SIZE
from battkomp.settings import ROOT
from tests.support.fronts import DEPLOY, Front
from tests.support.servers import free_port, until

STEPS = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")

TRUSTED = {"BATTKOMP_TRUSTED_HOSTS": "battkomp.example"}


def arguments(instruction: str, steps: str = STEPS) -> list[str]:
    """Return the arguments of each use of an instruction."""
    return re.findall(rf"^ *{instruction} +(.*?) *$", steps, re.MULTILINE)


def copied() -> list[tuple[str, str]]:
    """Return the sources and targets of all copies."""
    found = []
    for line in arguments("COPY"):
        *sources, target = line.split()
        found += [
            (source, target + source if target.endswith("/") else target) for source in sources
        ]
    return found


def test_copied_files_exist_and_are_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}
    assert {source for source, _ in copied()} == let_through
    for source, _ in copied():
        assert (ROOT / source).exists(), source
    assert any(fnmatch("battkomp/content/__pycache__", line) for line in ignored)


def test_the_container_has_the_tested_versions_and_no_root() -> None:
    assert arguments("ARG") == ["BASE=python:3.11-slim", "REQUIREMENTS=requirements.txt"]
    (install,) = [line for line in arguments("RUN") if "pip" in line]
    assert "--require-hashes -r ${REQUIREMENTS}" in install
    assert arguments("USER") == ["battkomp"]
    assert arguments("RUN", STEPS.partition("USER battkomp")[2]) == []


def test_the_container_serves_the_site_and_passes_its_health_check(tmp_path: Path) -> None:
    app, port = tmp_path / "app", free_port()
    for source, target in copied():
        (app / target).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, app / target)
    (entry,) = [json.loads(line) for line in arguments("ENTRYPOINT")]
    command = json.loads(arguments("CMD")[-1])
    assert command[0] == "0.0.0.0:8000"
    command[0] = f"127.0.0.1:{port}"
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        **dict(setting.split("=") for line in arguments("ENV") for setting in line.split()),
        **TRUSTED,
    }
    for name in ("BATTKOMP_DATABASE", "BATTKOMP_BACKUPS"):
        environment[name] = environment[name].replace("/data", str(tmp_path / "data"))
    start = str(app / Path(entry[0]).relative_to("/app"))
    process = subprocess.Popen([start, *command], cwd=app, env=environment)
    try:
        front = Front(port)
        until(lambda: front.ask("/nb/").status == 200)
        assert healthy(port)
        assert front.ask("/nb/", headers={"X": "x" * 2 * HEADER_SIZE}).status >= 400
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert process.returncode == 0, "SIGTERM must end it without an error"
    assert not healthy(port)


def healthy(port: int) -> bool:
    """Run the health check of the container."""
    (line,) = arguments("HEALTHCHECK")
    script = json.loads(line[line.index("[") :])[2].replace(":8000", f":{port}")
    command = [sys.executable, "-c", script]
    environment = os.environ | TRUSTED
    return subprocess.run(command, env=environment, capture_output=True).returncode == 0
