"""The commands `flask desk`, and the site without the desk."""

import json
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.db import connections
from battkomp.desk import sets, users
from battkomp.desk.sets import SetState
from battkomp.desk.users import Role
from battkomp.settings import ROOT, Settings
from tests.support.clients import ask
from tests.support.commands import error_of, invoke, output_of
from tests.support.desks import URL
from tests.support.inboxes import rows
from tests.support.servers import running
from tests.support.sites import NOW, load, settings_in

KARI = ("Kari Nordmann", "Kari@Example.no")


@pytest.fixture
def own(settings: Settings) -> Settings:
    """Settings with a desk and its database."""
    with_desk = replace(settings, desk_url=URL)
    output_of(with_desk, "desk", "prepare")
    return with_desk


def test_prepare_makes_a_database_that_only_its_owner_can_read(own: Settings) -> None:
    assert stat.S_IMODE(own.desk_file.stat().st_mode) == 0o600
    assert output_of(own, "desk", "people") == ""
    assert output_of(own, "desk", "prepare") == ""


def test_the_first_user_is_invited_from_the_command_line(own: Settings) -> None:
    link = output_of(own, "desk", "invite", *KARI, "--role", "keeper", "--role", "editor").strip()
    start, _, secret = link.partition("?key=")
    assert start == f"{URL}/desk/nb/join"
    hashes = rows(own.desk_file, "select secret, expires_at from invitations")
    assert hashes == [(users.secret_hash(secret), NOW + users.INVITATION_TIME)]
    people = "1  kari@example.no  Kari Nordmann  editor keeper  passkeys: 0\n"
    assert output_of(own, "desk", "people") == people


def test_a_keeper_who_has_lost_all_devices_is_invited_again(own: Settings) -> None:
    output_of(own, "desk", "invite", *KARI, "--role", "keeper")
    with connections.writing(own.desk_file) as db:
        row = {"user": 1, "credential": b"1", "public_key": b"", "sign_count": 0, "label": ""}
        db.table("passkeys").insert(row | {"is_backed_up": 0, "created_at": NOW})
    assert "last keeper" in error_of(own, "desk", "revoke", KARI[1])
    assert "/join?key=" in output_of(own, "desk", "invite", *KARI)
    assert "keeper  passkeys: 0" in output_of(own, "desk", "people")
    output_of(own, "desk", "invite", "Kari Hansen", KARI[1], "--role", "editor")
    assert "Kari Hansen  editor  passkeys: 0" in output_of(own, "desk", "people")
    valid = "select count(*) from invitations where expires_at > ?"
    assert rows(own.desk_file, valid, [NOW]) == [(1,)]


def test_access_is_revoked_at_once_and_events_tell_of_it(own: Settings) -> None:
    output_of(own, "desk", "invite", *KARI, "--role", "keeper")
    output_of(own, "desk", "invite", "Ola", "ola@example.no", "--role", "editor")
    assert output_of(own, "desk", "revoke", "OLA@example.no") == (
        "OLA@example.no has no access any more.\n"
    )
    assert "ola@example.no  Ola  editor  disabled" in output_of(own, "desk", "people")
    assert output_of(own, "desk", "events").splitlines() == [
        "2026-11-23T12:00:00Z  invited  -  1  keeper",
        "2026-11-23T12:00:00Z  invited  -  2  editor",
        "2026-11-23T12:00:00Z  disabled  -  2",
    ]


def test_sets_are_listed_with_the_reasons_for_which_they_are_held(own: Settings) -> None:
    with connections.writing(own.desk_file) as db:
        user = users.add(db, *KARI, {Role.EDITOR})
        sets.create(db, "a", {"nb": "Høst", "en": "Autumn\x1b[2J"}, user.id, NOW)
        sets.create(db, "b", {"nb": "Vår"}, user.id, NOW + 1)
        reasons = [{"nb": "Fullt", "en": "Full"}]
        sets.update(db, "b", state=SetState.HELD, due_at=NOW, reasons=reasons)
    assert output_of(own, "desk", "sets").splitlines() == [
        "b  held       due 2026-11-23T12:00:00Z  Vår",
        "  Full",
        "a  open       Autumn\\u001b[2J",
    ]


def test_a_command_that_cannot_be_carried_out_says_why_in_one_line(own: Settings) -> None:
    assert "not an email address" in error_of(own, "desk", "invite", "Kari", "kari@")
    assert "--role" in error_of(own, "desk", "invite", *KARI)
    assert "NAME" in error_of(own, "desk", "invite", " ", "a@example.no", "--role", "editor")
    assert "There is no user" in error_of(own, "desk", "revoke", "ola@example.no")
    assert "BATTKOMP_DESK_URL" in error_of(replace(own, desk_url=None), "desk", "invite", *KARI)
    assert invoke(own, "desk", "invite", *KARI, "--role", "owner").exit_code == 2
    assert output_of(own, "desk", "people") == ""
    own.desk_file.write_bytes(b"x" * 5000)
    assert "not a database" in error_of(own, "desk", "people")
    own.desk_file.unlink()
    for words in (["people"], ["sets"], ["events"], ["revoke", "a@example.no"]):
        assert "`desk prepare` creates it" in error_of(own, "desk", *words)


def test_a_worker_of_the_site_has_nothing_of_the_desk_loaded(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    app = "tests.support.app:app"
    with running(app, settings.database, cache_megabytes="0", desk_url=URL) as server:
        for address in ("/nb/", "/en/privacy", "/nb/kontakt", "/en/search?q=battery", "/readyz"):
            assert ask(server.port, address).status == 200
        modules = ask(server.port, "/nb/?modules=1").text.split()
    assert "battkomp.pages" in modules
    foreign = ("battkomp.desk", "battkomp.cli.desk", "webauthn", "cbor2", "cryptography")
    assert [one for one in modules if one.startswith(foreign)] == []


@pytest.mark.parametrize("words", [["desk", "--help"], ["desk", "events"], ["content", "--help"]])
def test_commands_need_no_package_for_passkeys(own: Settings, words: list[str]) -> None:
    program = (
        "import json, sys; from wsgi import app;"
        "app.test_cli_runner().invoke(args=sys.argv[1:]);"
        "print(json.dumps(sorted(sys.modules)))"
    )
    variables = {"BATTKOMP_DATABASE": str(own.database), "PATH": ""}
    command = [sys.executable, "-c", program, *words]
    ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True)
    modules = json.loads(ended.stdout)
    assert ("battkomp.desk" in modules) == (words[0] == "desk")
    assert "webauthn" not in modules
