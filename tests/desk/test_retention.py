"""Deleting what the desk keeps for a limited time, and the page that states the time."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from battkomp.db import connections
from battkomp.desk import schema, sessions, sets, users
from battkomp.desk.sets import SetState
from battkomp.settings import EVENT_DAYS, JOURNAL_DAYS
from tests.support.desks import Office, open_office
from tests.support.inboxes import DAY, rows, sql
from tests.support.servers import until
from tests.support.sites import settings_in

NOW = int(time.time())  # events are kept by the clock of SQLite
PLACE = ("contact", "invitation", "en")


def count(office: Office, table: str) -> int:
    """Return the number of rows of a table."""
    (found,) = rows(office.settings.desk_file, f"select count(*) from {table}")
    return int(found[0])


def close(office: Office, key: str, at: int) -> None:
    """Withdraw a set at a time."""
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, key, state=SetState.WITHDRAWN, closed_at=at)


def counts_after(office: Office, statement: str, *times: int) -> list[int]:
    """Return the number of rows of the changed table before and after the end of its time."""
    table = statement.split()[2]
    with closing(sqlite3.connect(office.settings.desk_file)) as db, db:
        db.execute(statement)
    found = []
    for now in times:
        schema.delete_expired(office.settings.desk_file, now)
        found.append(count(office, table))
    return found


def test_the_journal_is_kept_for_thirty_days_after_a_set_was_closed(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Ask me."})
    still_open = office.propose(user, {PLACE: "Ask us."})
    close(office, change_set.id, NOW)
    end = NOW + JOURNAL_DAYS * DAY
    for now, number in ((end, 2), (end + 1, 1)):
        schema.delete_expired(office.settings.desk_file, now)
        assert count(office, "journal") == number
    assert count(office, "proposals") == 2
    assert office.find(change_set.id).proposals
    assert office.find(still_open.id).proposals


def test_a_set_and_its_events_are_kept_for_two_years(office: Office) -> None:
    user, now = office.add(), NOW - 2
    change_set, old = office.propose(user, {PLACE: "Ask me."}), now - EVENT_DAYS * DAY
    close(office, change_set.id, old)
    with connections.writing(office.settings.desk_file) as db:
        sessions.start(db, now, user=user.id, preview=change_set.id)
        row = {"secret": "x", "set": change_set.id, "label": "Styret", "created_by": user.id}
        db.table("links").insert(row | {"created_at": old, "expires_at": now})
        event = {"user": user.id, "network": "", "kind": "withdrawn", "about": "", "detail": ""}
        db.table("events").insert_all([event | {"at": old}, event | {"at": old - 1}])
    schema.delete_expired(office.settings.desk_file, now)
    assert [count(office, one) for one in ("events", "sets", "proposals")] == [1, 1, 1]
    close(office, change_set.id, old - 1)
    schema.delete_expired(office.settings.desk_file, now)
    assert [count(office, one) for one in ("sets", "proposals", "journal", "links")] == [0] * 4
    assert count(office, "sessions") == 1, "its user is still signed in"


def test_events_cannot_be_changed_nor_deleted_before_their_time(office: Office) -> None:
    event = f"insert into events values (1, {NOW}, null, '', 'refused', '', '')"
    assert counts_after(office, event, NOW) == [1]
    for statement in ("update events set kind = 'signed-in'", "delete from events"):
        with (
            closing(sqlite3.connect(office.settings.desk_file)) as db,
            pytest.raises(sqlite3.IntegrityError, match="events are"),
        ):
            db.execute(statement)


def test_sessions_invitations_and_links_are_deleted_when_they_have_ended(
    office: Office,
) -> None:
    key = office.propose(office.add(), {PLACE: "Ask me."}).id
    idle, longest = sessions.IDLE_TIME, sessions.LONGEST_TIME
    row = "insert into sessions (secret, network, created_at, seen_at) values "
    for values, end in (
        (f"('a', '', {NOW}, {NOW})", idle),
        (f"('b', '', {NOW}, {NOW + longest})", longest),
    ):
        assert counts_after(office, row + values, NOW + end, NOW + end + 1) == [1, 0]
    row = f"insert into invitations values ('a', 1, {NOW + DAY})"
    assert counts_after(office, row, NOW + DAY, NOW + DAY + 1) == [1, 0]
    end = NOW + JOURNAL_DAYS * DAY
    row = f"insert into links values (1, 'a', '{key}', '', 1, 0, {NOW})"
    assert counts_after(office, row, end, end + 1) == [1, 0]


def test_a_user_is_nameless_two_years_after_their_access_ended(office: Office) -> None:
    user, other = office.add(), office.add("Ola Nordmann")
    with connections.writing(office.settings.desk_file) as db:
        users.disable(db, user, NOW)
    for now, name in ((NOW + EVENT_DAYS * DAY, user.name), (NOW + EVENT_DAYS * DAY + 1, "–")):
        schema.delete_expired(office.settings.desk_file, now)
        with connections.snapshot(office.settings.desk_file) as db:
            assert [one.name for one in users.everyone(db)] == [name, other.name]
    assert "kari" not in str(rows(office.settings.desk_file, "select name, email from users"))


@pytest.mark.slow
def test_the_server_of_the_desk_deletes_by_itself(tmp_path: Path) -> None:
    file = settings_in(tmp_path).desk_file
    schema.prepare(file)
    sql(file, "insert into sessions (secret, network, created_at, seen_at) values ('a', '', 1, 1)")
    with open_office(tmp_path, is_small=True):
        until(lambda: rows(file, "select * from sessions") == [])
