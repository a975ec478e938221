"""Test nginx in front of the real desk, beside the site."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from battkomp.http.layers import HSTS
from battkomp.settings import ROOT
from tests.deploy.test_units import environment, values
from tests.support import fronts
from tests.support.fronts import CURRENT, DESK_HOST, Front
from tests.support.origins import Origin
from tests.support.servers import started, until
from tests.support.sites import load, settings_in, today

SECRET = "the-key-of-a-preview"  # noqa: S105  # of nobody


@dataclass
class Desk:
    """The desk behind nginx, with TLS and without, and what its process has written."""

    secure: Front
    plain: Front
    log: Path


@pytest.fixture
def desk(origin: Origin, short_folder: Path) -> Iterator[Desk]:
    """The desk as its unit starts it, behind nginx; the tiny site is beside it."""
    assert origin.status == 200
    load(settings_in(short_folder, today=today))
    (line,) = values("battkomp-desk.service", "ExecStart")
    path, log = short_folder / "desk.sock", short_folder / "log"
    command = line.replace(f"{CURRENT}/.venv/bin/python", sys.executable)
    command = command.replace(CURRENT, str(ROOT)).replace("/run/battkomp-desk", str(short_folder))
    variables = environment() | {
        "BATTKOMP_DATABASE": str(short_folder / "site.db"),
        "BATTKOMP_DESK_URL": f"https://{DESK_HOST}",
        "BATTKOMP_PROXIES": "2",  # as where Varnish is in front of the site
        "BATTKOMP_ACCESS_LOG": "true",
    }
    shell = ["sh", "-c", f"exec {command} 2> {log}"]
    itself = Front(path=path, host=DESK_HOST)
    with (
        started(shell, 0, variables, lambda: path.exists() and answers(itself)),
        fronts.nginx(f"unix:{short_folder / 'site.sock'}", desk=path) as (secure, plain),
    ):
        yield Desk(replace(secure, host=DESK_HOST), replace(plain, host=DESK_HOST), log)


def answers(front: Front) -> bool:
    """Tell whether a server is up."""
    try:
        return front.ask("/healthz").status == 200
    except OSError:
        return False


def test_the_desk_is_reached_by_its_own_name_over_https_past_all_caches(
    desk: Desk, origin: Origin
) -> None:
    answer = desk.secure.ask("/desk/nb")
    assert answer.status == 401
    assert answer.header("Cache-Control") == "private, no-store"
    assert answer.header("X-Robots-Tag") == "noindex"
    assert answer.header(HSTS[0]) == HSTS[1]
    assert desk.plain.ask("/desk/nb").header("Location") == f"https://{DESK_HOST}/desk/nb"
    assert origin.pages == []
    public = replace(desk.secure, host=fronts.HOST)
    assert public.ask("/desk/nb").body == b"first identity"
    assert [one.path for one in origin.pages] == ["/desk/nb"]


def test_the_desk_knows_the_network_and_the_scheme_of_a_browser(desk: Desk) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
    desk.secure.ask("/desk/nb", headers=forged)
    until(lambda: "/desk/nb" in desk.log.read_text("utf-8"))
    assert '"client":"127.0.0.0/24"' in desk.log.read_text("utf-8").replace(" ", "")


def test_no_log_has_the_key_of_a_preview_or_an_invitation(desk: Desk) -> None:
    paths = (f"/nb/?key={SECRET}", f"/desk/nb/join?key={SECRET}", f"/desk/nb?key={SECRET}")
    for path in paths:
        assert desk.secure.ask(path).status < 500
        desk.plain.ask(path)
        desk.secure.ask(path, method="PUT", body=b"x")
    log = desk.secure.working / "access.log"
    until(lambda: log.read_text("utf-8").count("/desk/nb") >= 6)
    written = [log, desk.log, *desk.secure.working.rglob("*.log")]
    assert [file for file in written if SECRET in file.read_text("utf-8")] == []


def test_a_desk_that_is_down_has_the_error_page(origin: Origin, short_folder: Path) -> None:
    assert origin.status == 200
    with fronts.nginx(f"unix:{short_folder / 'site.sock'}", desk=short_folder / "none") as found:
        answer = replace(found[0], host=DESK_HOST).ask("/desk/nb")
    assert answer.status == 503
    assert answer.body == (fronts.DEPLOY / "nginx" / "down.html").read_bytes()
