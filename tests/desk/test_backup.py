"""The desk in backups: what is copied, what is left out, and what comes back."""

from pathlib import Path

import pytest

from battkomp.content.model import Place
from battkomp.db import backups, connections
from battkomp.db.backups import desk_of
from battkomp.desk import schema, sessions, sets, users
from battkomp.desk.users import User
from battkomp.operations import backup
from tests.support.commands import error_of, output_of
from tests.support.contents import make_other_release
from tests.support.desks import Office

pytestmark = pytest.mark.slow

PLACE: Place = ("contact", "invitation", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups that does not exist yet."""
    return tmp_path / "backups"


def proposal(office: Office, user: User, text: str) -> str:
    """Propose a text in a new set, and return the id of the set."""
    return office.propose(user, {PLACE: text}).id


def rows(file: Path, table: str) -> int:
    """Return the number of rows in a table of a file."""
    with connections.snapshot(file, alone=True) as db:
        return int(db.table(table).count)


def test_a_backup_has_the_desk_without_what_would_let_somebody_in(
    office: Office, folder: Path
) -> None:
    user = office.add()
    secret = office.sign_in(user).cookie
    with connections.writing(office.settings.desk_file) as db:
        users.invite(db, user, office.clock())
    proposal(office, user, "Any questions?")
    output_of(office.settings, "backup", "create", folder)
    (file,) = backups.backups_in(folder)
    assert desk_of(file).stat().st_mode & 0o777 == 0o600
    left_out = ("sessions", "invitations")
    assert [rows(desk_of(file), table) for table in left_out] == [0, 0]
    assert users.secret_hash(secret).encode() not in desk_of(file).read_bytes()
    for table in ("users", "sets", "proposals", "journal", "events"):
        with connections.snapshot(office.settings.desk_file) as db:
            assert rows(desk_of(file), table) == db.table(table).count
    assert output_of(office.settings, "backup", "list", folder).endswith(
        "content, messages, desk\n"
    )
    assert output_of(office.settings, "backup", "verify", file) == f"{file}: intact\n"
    output_of(office.settings, "backup", "create", folder, "--keep", "1")
    (left,) = backups.backups_in(folder)
    assert {*folder.iterdir()} == {left, backups.inbox_of(left), desk_of(left)}


def test_the_desk_is_restored_only_on_request_and_while_it_runs(
    office: Office, folder: Path
) -> None:
    editor = office.editor()
    before = proposal(office, editor.user, "Any questions?")
    file = backup.create(office.settings, folder)
    since = proposal(office, editor.user, "Questions?")
    output_of(office.settings, "backup", "restore", file)
    assert office.find(since).proposals[PLACE].value == "Questions?"
    with connections.snapshot(office.settings.desk_file) as open_meanwhile:
        assert open_meanwhile.table("sets").count == 2
        said = output_of(office.settings, "backup", "restore", file, "--desk")
        assert open_meanwhile.table("sets").count == 2
    assert office.find(before).proposals[PLACE].value == "Any questions?"
    with connections.snapshot(office.settings.desk_file) as db:
        assert sets.find(db, since) is None
        assert sessions.find(db, editor.cookie, office.clock()) is None
    kept = Path(said.splitlines()[0].removeprefix("The content before is in "))
    assert rows(desk_of(kept), "sets") == 2
    assert (
        connections.problem_of(office.settings.desk_file, schema.migrations, lambda _: False)
        is None
    )
    assert office.sign_in(editor.user).open("/desk/nb")


@pytest.mark.parametrize("damage", [b"", b"damaged" * 2000, None])
def test_a_damaged_desk_is_set_aside_and_a_missing_one_made(
    office: Office, folder: Path, damage: bytes | None
) -> None:
    user = office.add()
    file = backup.create(office.settings, folder)
    desk = office.settings.desk_file
    for path in desk.parent.glob("desk.db*"):
        path.unlink()
    if damage is not None:
        desk.write_bytes(damage)
        desk.chmod(0o600)
    output_of(office.settings, "backup", "restore", file, "--desk")
    aside = [path.read_bytes() for path in desk.parent.glob("desk.db.damaged-*")]
    assert aside == ([] if damage is None else [damage])
    assert desk.stat().st_mode & 0o777 == 0o600
    with connections.snapshot(desk) as db:
        assert users.everyone(db) == [user]


def test_a_bad_desk_is_refused_in_one_line_and_nothing_changes(
    office: Office, folder: Path
) -> None:
    file = backup.create(office.settings, folder)
    before = office.settings.desk_file.read_bytes()
    make_other_release(desk_of(file))
    assert "another release" in error_of(office.settings, "backup", "restore", file, "--desk")
    desk_of(file).write_text("no database")
    for command in ("verify", "restore"):
        assert "is damaged" in error_of(office.settings, "backup", command, file)
    desk_of(file).unlink()
    assert "There is no file" in error_of(office.settings, "backup", "restore", file, "--desk")
    assert backups.backups_in(folder) == [file]
    assert office.settings.desk_file.read_bytes() == before
