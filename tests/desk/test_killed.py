"""Kill processes that publish: each set is published once, or not yet, and the desk knows it."""

import random
from pathlib import Path

import pytest

from battkomp.content.model import Place
from battkomp.db import connections
from battkomp.desk import publishing, schedule
from battkomp.desk.publishing import origin_of
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import User
from tests.support.contents import published, revision
from tests.support.desks import Office, office_in
from tests.support.publishing import Act, Moment, publisher

ONE: Place = ("contact", "invitation", "nb")
OTHER: Place = ("contact", "invitation", "en")
LATER = 60  # seconds after the sets are due, by the clock of the processes that publish


@pytest.mark.slow
@pytest.mark.parametrize("times", [8, pytest.param(200, marks=pytest.mark.full)])
def test_a_killed_process_has_published_a_set_once_or_not_at_all(
    tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only processes that are killed render the pages, which takes most of their time.
    monkeypatch.setattr(publishing, "refuse_unrenderable", lambda _snapshot: None)
    office, chance = office_in(tmp_path, is_small=True), random.Random(20261129)
    user, ends = office.add(), set()
    with publisher(tmp_path) as process:
        for number in (-2, -1):  # the second one shows how long it takes
            approved(office, user, number)
            act = process.publish(office.clock() + LATER)
        for number in range(times):
            before = office.live().contact.invitation
            change_set = approved(office, user, number)
            process.kill(office.clock() + LATER, moment_of(number, act, chance))
            ends.add((is_published(office, change_set), office.find(change_set.id).state))
            check(office, change_set, before)
            finish(office, change_set, user, is_tried=number % 5 == 0)
    assert ends - {(True, SetState.PUBLISHED)} == {
        (False, SetState.APPROVED),
        (True, SetState.APPROVED),  # killed between the commits of both databases
    }


def approved(office: Office, user: User, number: int) -> ChangeSet:
    """Have a publisher approve new texts, which are due in a second."""
    change_set = office.propose(user, {ONE: f"Lurer du på {number}?", OTHER: f"Ask {number}."})
    with office.app.app_context():
        schedule.approve(change_set.id, user, change_set.digest, office.clock() + 1)
    return office.find(change_set.id)


def moment_of(number: int, act: Act, chance: random.Random) -> Moment:
    """Return a moment: anywhere, among the statements, or at one of the two commits."""
    is_exact = number % 8 > 3
    if number % 4 == 0:
        return Moment(1, wait=chance.uniform(0, act.seconds), renders=True)
    if number % 4 == 1:
        some = chance.randint(1, act.statements)
        return Moment(some, wait=None if is_exact else chance.uniform(0, 0.01))
    wait = None if is_exact else chance.uniform(0, 0.01)
    return Moment(number % 4 - 1, "COMMIT", wait)


def is_published(office: Office, change_set: ChangeSet) -> bool:
    """Tell whether a set is in the publications, of which none may be of it twice."""
    origins = [one.origin for one in published(office.settings)]
    assert len(set(origins)) == len(origins)
    return origin_of(change_set.id) in origins


def check(office: Office, change_set: ChangeSet, before: dict[str, str]) -> None:
    """Make sure that the content is that before or that after, and that both databases are sound.

    Each change is one publication.
    """
    after = {place[2]: one.value for place, one in change_set.proposals.items()}
    live = office.live().contact.invitation
    assert live == (after if is_published(office, change_set) else before)
    for path in (office.settings.database, office.settings.desk_file):
        with connections.snapshot(path) as db:
            assert connections.fault_of(db) is None
    numbers = [one.number for one in published(office.settings)]
    assert len(numbers) == numbers[0] == revision(office.settings)


def finish(office: Office, change_set: ChangeSet, user: User, *, is_tried: bool) -> None:
    """Make sure that the desk knows at the next look what has happened to a set.

    :param is_tried: look when the set is due, so that what is not published is published then.
    """
    was_published = is_published(office, change_set)
    office.clock.turn(2 if is_tried else 0)
    with office.app.app_context():
        schedule.run_due()
    after = office.find(change_set.id)
    if was_published or is_tried:
        assert is_published(office, change_set)
        assert after.state is SetState.PUBLISHED
        assert after.publication == published(office.settings)[0].number
    else:
        assert (after.state, after.publication) == (SetState.APPROVED, None)
        with office.app.app_context():
            schedule.withdraw(after.id, user)
