"""Kill processes that publish: each set is published once, or not yet, and the desk knows it."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from battkomp.content.changes import Place
from battkomp.db import connections
from battkomp.desk import schedule
from battkomp.desk.publishing import origin_of
from battkomp.desk.sets import SetState
from tests.support.contents import published, revision
from tests.support.desks import Office, office_in
from tests.support.publishing import MOMENTS, publish_due

ONE: Place = ("contact", "invitation", "nb")
OTHER: Place = ("contact", "invitation", "en")


@pytest.mark.slow
@pytest.mark.parametrize("times", [6, pytest.param(200, marks=pytest.mark.full)])
def test_a_killed_process_has_published_a_set_once_or_not_at_all(
    tmp_path: Path, times: int
) -> None:
    office, chance = office_in(tmp_path), random.Random(20261129)
    user, states = office.add(), set()
    for number in range(times):
        before = office.live().contact.invitation
        texts = {
            ONE: f"Lurer du? {'Spør. ' * number}".strip(),
            OTHER: f"Ask. {'Ask. ' * number}".strip(),
        }
        change_set = office.propose(user, texts)
        with office.app.app_context():
            schedule.approve(change_set.id, user, change_set.digest, office.clock() + 1)
        moment = number % (len(MOMENTS) + 1)
        kill(office, tmp_path, None if moment == len(MOMENTS) else moment, chance)
        assert_whole(office)
        numbers = [
            one.number for one in published(office.settings) if one.origin == origin_of(change_set)
        ]
        live = office.live().contact.invitation
        assert live == ({one[2]: text for one, text in texts.items()} if numbers else before)
        with office.app.app_context():
            schedule.run_due()  # the next look; nothing is due by this clock
        after = office.find(change_set.id)
        assert len(numbers) <= 1
        assert after.publication == (numbers[0] if numbers else None)
        assert after.state is (SetState.PUBLISHED if numbers else SetState.APPROVED)
        states.add(after.state)
        with office.app.app_context():
            if after.is_changeable:
                schedule.withdraw(after.id, user)
    assert states == {SetState.PUBLISHED, SetState.APPROVED}


def kill(office: Office, folder: Path, moment: int | None, chance: random.Random) -> None:
    """Have a process publish what is due, and kill it at a moment, or at a random one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.publishing"])
    told_here, told_there = context.Pipe(duplex=False)
    arguments = (folder, office.clock() + 60, moment, told_there)
    process = context.Process(target=publish_due, args=arguments)
    process.start()
    told_there.close()
    assert told_here.recv() == "ready"
    if moment is None:
        time.sleep(chance.uniform(0, 1.5))  # publishing takes about a second
        process.kill()
    process.join(60)
    told_here.close()


def assert_whole(office: Office) -> None:
    """Make sure that both databases are sound, and that each change is one publication."""
    for path in (office.settings.database, office.settings.desk_file):
        with connections.snapshot(path) as db:
            assert connections.fault_of(db) is None
    numbers = [one.number for one in published(office.settings)]
    assert len(numbers) == numbers[0] == revision(office.settings)
