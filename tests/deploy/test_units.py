"""Test the systemd units and the files that belong to them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask.cli import AppGroup

from battkomp import create_app, settings
from battkomp.http.logs import KEPT_DAYS
from battkomp.operations.server import CONNECTIONS, OTHER_FILES, STOP_TIME, parse_address
from battkomp.settings import ROOT
from tests.support.fronts import CURRENT, DEPLOY

UNITS = DEPLOY / "systemd"
SERVICES = (
    "battkomp.service",
    "battkomp-desk.service",
    "battkomp-backup.service",
    "battkomp-links.service",
)
TIMERS = ("battkomp-backup.timer", "battkomp-links.timer")
PROGRAMS = Path(sys.executable).parent


def values(unit: str, name: str) -> list[str]:
    """Return the values of a setting in a unit."""
    text = (UNITS / unit).read_text("utf-8").replace("\\\n", " ")
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{name}=")]


def environment() -> dict[str, str]:
    """Return the settings in the shipped environment file."""
    lines = (UNITS / "battkomp.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units, installed for this checkout, and Debian's unit for Varnish with the drop-in."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    shutil.copy("/lib/systemd/system/varnish.service", folder)
    for unit in folder.glob("*.*"):
        if unit.is_file():
            text = unit.read_text("utf-8").replace(f"{CURRENT}/.venv/bin/", f"{PROGRAMS}/")
            text = text.replace(CURRENT, str(ROOT)).replace("=battkomp\n", "=root\n")
            unit.write_text(text, "utf-8")
    return folder


def test_systemd_accepts_the_units_and_rates_ours_as_secure(installed: Path) -> None:
    ours = [str(installed / unit) for unit in SERVICES]
    others = [str(installed / unit) for unit in (*TIMERS, "varnish.service")]
    command = ["systemd-analyze", "verify", "--man=no", *ours, *others]
    ended = subprocess.run(command, capture_output=True, text=True)
    said = [line for line in ended.stderr.splitlines() if re.search("battkomp|varnish", line)]
    assert (ended.returncode, said) == (0, [])
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", *ours]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


def test_the_unit_starts_the_same_server_as_make_run() -> None:
    (served,) = values("battkomp.service", "ExecStart")
    python, option, server, address, workers, app = served.split()
    assert (python, option) == (f"{CURRENT}/.venv/bin/python", "-P")
    assert server == f"{CURRENT}/battkomp/operations/server.py"
    assert parse_address(address)[2] == Path("/run/battkomp/site.sock")
    assert (workers, app) == ("2", f"{CURRENT}/wsgi.py:app")
    (files,) = values("battkomp.service", "LimitNOFILE")
    assert int(files) >= CONNECTIONS + OTHER_FILES
    (patience,) = values("battkomp.service", "TimeoutStopSec")
    assert int(patience) > STOP_TIME


def test_the_unit_of_the_desk_starts_one_worker_on_a_socket_that_outlives_the_site() -> None:
    (served,) = values("battkomp-desk.service", "ExecStart")
    (site,) = values("battkomp.service", "ExecStart")
    env, setting, *words = served.split()
    assert (env, setting) == ("/usr/bin/env", "BATTKOMP_PROXIES=1")
    assert words[:3] == site.split()[:3]
    assert words[3:] == ["unix:/run/battkomp-desk/desk.sock", "1", "battkomp.desk.wsgi:app"]
    assert values("battkomp-desk.service", "RuntimeDirectory") == ["battkomp-desk"]
    assert values("battkomp.service", "RuntimeDirectory") == ["battkomp"]
    for name in ("User", "EnvironmentFile", "StateDirectory", "LogNamespace", "UMask"):
        assert values("battkomp-desk.service", name) == values("battkomp.service", name)


def test_every_command_in_the_units_exists() -> None:
    app = create_app(settings.Settings())
    for unit in SERVICES:
        for name in ("ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload"):
            for line in values(unit, name):
                words = line.lstrip("-").split()
                if words[0].endswith("/flask"):
                    group, command = words[3:5]
                    found = app.cli.commands[group]
                    assert isinstance(found, AppGroup)
                    assert command in found.commands, line


def test_the_shipped_settings_are_valid() -> None:
    found = settings.from_environment(environment())
    assert found.public_url == "https://battkomp.example"
    assert found.proxies == 1  # nginx
    assert found.backups == found.database.parent / "backups"
    assert f"{found.database.parent.name} " in values("battkomp.service", "StateDirectory")[0]


def test_a_shell_reads_the_settings_like_systemd() -> None:
    script = f"set -a; . {UNITS / 'battkomp.env'}; env"
    shown = subprocess.run(["sh", "-euc", script], check=True, capture_output=True, text=True)
    assert set(shown.stdout.splitlines()) >= {"=".join(one) for one in environment().items()}


def test_the_operators_command_runs_flask(tmp_path: Path) -> None:
    script = (DEPLOY / "battkomp").read_text("utf-8").replace(CURRENT, str(ROOT))
    env = (UNITS / "battkomp.env").read_text("utf-8").replace("/var/lib", str(tmp_path))
    (tmp_path / "battkomp.env").write_text(env, "utf-8")
    script = script.replace("/etc/battkomp/battkomp.env", str(tmp_path / "battkomp.env"))
    script = script.replace("runuser -u battkomp --", "")  # which needs root
    (tmp_path / "command").write_text(script, "utf-8")
    command = ["sh", str(tmp_path / "command"), "content", "prepare"]
    said = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert said.stderr == ""
    assert said.stdout == f"Content loaded into {tmp_path}/battkomp/battkomp.db\n"


def test_the_instructions_back_up_before_they_check_readiness() -> None:
    steps = (DEPLOY / "README.md").read_text("utf-8").partition("## 2.")[0]
    assert "BATTKOMP_BACKUPS" in environment()
    assert 0 < steps.index("systemctl start battkomp-backup.service") < steps.index("/readyz")


def test_the_log_is_kept_for_the_promised_time() -> None:
    assert values("battkomp.service", "LogNamespace") == ["battkomp"]
    assert values("journald@battkomp.conf", "MaxRetentionSec") == [f"{KEPT_DAYS - 1}day"]
    assert values("journald@battkomp.conf", "MaxFileSec") == ["1day"]
