"""Publishing sets of changes."""

from __future__ import annotations

from battkomp.desk import schedule
from battkomp.desk.sets import SetState
from tests.support.desks import Office

PLACE = ("contact", "invitation", "en")


def test_an_approved_set_is_published_at_once(office: Office) -> None:
    user = office.add()
    change_set = office.propose(user, {PLACE: "Do you wonder? Ask me."})
    with office.app.app_context():
        after = schedule.approve(change_set.id, user, change_set.digest)
    assert after.reasons == ()
    assert after.state is SetState.PUBLISHED
    assert after.publication == 2
    assert office.live().contact.invitation["en"] == "Do you wonder? Ask me."
