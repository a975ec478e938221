"""Sets that are published at a time in Norway, whatever the clocks, the server and the disk do."""

import random
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from battkomp.content.model import Place
from battkomp.db import connections
from battkomp.desk import schedule
from battkomp.desk.schedule import RefusedActError
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import User
from tests.support.contents import published
from tests.support.desks import URL, Office, office_in, open_office
from tests.support.servers import until
from tests.support.sites import without_rendering

HOUR = 60 * 60
PLACE = ("contact", "invitation", "en")
SMALL = 80_000  # bytes: enough for the desk to say that a set is held, too few for the content


def at(office: Office, day: str, clock: str, fold: str = "") -> datetime:
    """Return the moment that a form means."""
    with office.app.app_context():
        return datetime.fromtimestamp(schedule.due_time(day, clock, fold), UTC)


def look(office: Office) -> None:
    """Publish what is due, as the background thread does every few seconds."""
    with office.app.app_context():
        schedule.run_due()


def planned(office: Office, user: User, due_at: int, place: Place, text: str) -> ChangeSet:
    """Approve a set for a time."""
    found = office.propose(user, {place: text})
    with office.app.app_context():
        schedule.approve(found.id, user, found.digest, due_at)
    return office.find(found.id)


def readiness(office: Office) -> str:
    """Return what `/readyz` says of the sets."""
    answer = office.app.test_client().get("/readyz", base_url=URL)
    return str((answer.json or {})["checks"]["sets"])


@contextmanager
def full_disk(office: Office, largest_file: int) -> Iterator[None]:
    """Limit the size of files that this process may write."""
    for path in (office.settings.database, office.settings.desk_file):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_time_is_that_of_clocks_in_norway(office: Office) -> None:
    assert at(office, "2026-12-01", "08:00") == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert at(office, "2027-07-01", "08:00") == datetime(2027, 7, 1, 6, tzinfo=UTC)


def test_a_time_in_the_hour_that_is_left_out_is_refused(office: Office) -> None:
    assert at(office, "2027-03-28", "01:59") == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    with pytest.raises(RefusedActError, match="no such time"):
        at(office, "2027-03-28", "02:30")
    assert at(office, "2027-03-28", "03:00") == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_must_be_chosen(office: Office) -> None:
    with pytest.raises(RefusedActError, match="comes twice"):
        at(office, "2027-10-31", "02:30")
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert at(office, "2027-10-31", "02:30", "0") == first
    assert at(office, "2027-10-31", "02:30", "1") == first + timedelta(hours=1)
    office.clock.now = int(first.timestamp())  # now only the second is left
    assert at(office, "2027-10-31", "02:30") == first + timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "clock", "reason"),
    [
        ("", "08:00", "Enter a date"),
        ("2027-02-30", "08:00", "Enter a date"),
        ("2027-02-01", "25:00", "Enter a date"),
        ("2027-02-01", "10:00+05:00", "Enter a date"),
        ("2027-W01-1", "10:00", "Enter a date"),
        ("\ud800", "\x00", "Enter a date"),
        ("0001-01-01", "00:00", "Enter a date"),
        ("2026-11-23", "12:59", "passed"),
    ],
)
def test_bad_and_past_times_are_refused(office: Office, day: str, clock: str, reason: str) -> None:
    with pytest.raises(RefusedActError, match=reason):
        at(office, day, clock)
    assert at(office, "9999-12-31", "23:59").year == 9999


def test_a_set_is_published_when_it_is_due(office: Office) -> None:
    due_at = office.clock() + HOUR
    key = planned(office, office.add(), due_at, PLACE, "Do you wonder? Ask me.").id
    office.clock.now = due_at - 1
    look(office)
    assert office.find(key).state is SetState.APPROVED
    office.clock.now = due_at
    look(office)
    assert office.find(key).state is SetState.PUBLISHED
    look(office)
    assert len(published(office.settings)) == 2


def test_a_set_is_held_if_its_time_was_too_long_ago(office: Office) -> None:
    due_at = office.clock() + HOUR
    key = planned(office, office.add(), due_at, PLACE, "Do you wonder? Ask me.").id
    office.clock.now = due_at + 6 * HOUR + 1
    look(office)
    (reason,) = office.find(key).reasons
    assert "six hours" in reason["en"]
    assert readiness(office) == "held"


def test_a_set_waits_for_another_process_and_is_held_after_a_minute(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0)
    key = planned(office, office.add(), office.clock() + 1, PLACE, "Do you wonder? Ask me.").id
    office.clock.turn(2)
    with connections.writing(office.settings.database):
        with pytest.raises(connections.StoreError):
            look(office)
        assert office.find(key).state is SetState.APPROVED
        office.clock.turn(60)
        look(office)
    assert office.find(key).state is SetState.HELD


def test_a_set_is_held_on_a_full_disk_or_published_once_there_is_room(office: Office) -> None:
    user, due_at = office.add(), office.clock() + HOUR
    first = planned(office, user, due_at, PLACE, "Do you wonder? Ask me.").id
    office.clock.now = due_at
    with full_disk(office, 0), pytest.raises(connections.StoreError):
        look(office)
    assert office.find(first).state is SetState.APPROVED
    with full_disk(office, SMALL):
        look(office)
    (reason,) = office.find(first).reasons
    assert "disk" in reason["en"]
    with connections.snapshot(office.settings.database) as db:
        assert connections.fault_of(db) is None
    assert len(published(office.settings)) == 1


@pytest.mark.slow
def test_the_process_of_the_desk_publishes_by_itself(tmp_path: Path) -> None:
    with open_office(tmp_path, is_small=True) as office:
        due_at = office.clock() + 1
        key = planned(office, office.add(), due_at, PLACE, "Do you wonder? Ask me.").id
        until(lambda: office.find(key).state is SetState.PUBLISHED, 30)
    assert office.live().contact.invitation["en"] == "Do you wonder? Ask me."


def moments() -> list[int]:
    """Return a hundred moments, a few minutes apart, around both changes of the clocks."""
    starts = datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC)
    every = (start + timedelta(minutes=5 * n) for start in starts for n in range(50))
    return [int(one.timestamp()) for one in every]


FIELDS = ("body", "description", "label", "summary", "title")
COUNTING = ("pages.board", "pages.chain", "pages.findings")  # more than the content has
PAUSED = range(20, 23)  # the process is stopped for a quarter of an hour when these are due
STOPPED = range(46, 50)  # and for months when these are due
FULL = range(70, 73)  # there is no room on the disk when these are due


@pytest.mark.full
def test_a_hundred_scheduled_sets_are_published_in_time_or_held_with_a_reason(
    tmp_path: Path,
) -> None:
    office, chance = office_in(tmp_path, is_small=True), random.Random(20261129)
    user, live = office.add(), office.live().values
    places = [one for one in live if one[1] in FIELDS and one[0] not in COUNTING and one[2]][:99]
    places.append(places[0])  # the last set has begun from the text that the first one replaces
    sets = [
        planned(office, user, due_at, place, f"{live[place]} So.")
        for due_at, place in zip(moments(), places, strict=True)
    ]
    for number, one in enumerate(sets):
        office.clock.now = (one.due_at or 0) + chance.randrange(10)  # of the next look
        if number in FULL:
            with full_disk(office, SMALL):
                look(office)
        elif number not in (*PAUSED, *STOPPED):
            with nullcontext() if number % 10 == 0 else without_rendering():  # for the time
                look(office)
            after = office.find(one.id)
            assert after.closed_at is None or after.closed_at - moments()[number] < 60
    found = [office.find(one.id) for one in sets]
    held = {number for number, one in enumerate(found) if one.state is SetState.HELD}
    assert held == {*STOPPED, *FULL, 99}
    assert all(found[number].reasons for number in held)
    assert {one.state for one in found} == {SetState.HELD, SetState.PUBLISHED}
    numbers = [one.publication for one in found if one.publication]
    assert len(set(numbers)) == len(numbers) == len(published(office.settings)) - 1
