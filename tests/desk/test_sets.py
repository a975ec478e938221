"""Sets of changes, and publishing them."""

from battkomp.desk import publishing
from tests.support.desks import Office

PLACE = ("contact", "invitation", "en")


def test_a_preview_has_the_changes_of_a_set_and_the_live_content_has_not(office: Office) -> None:
    change_set = office.propose(office.add(), {PLACE: "Do you wonder? Ask me."})
    with office.app.app_context():
        snapshot = publishing.snapshot_of(change_set)
    assert snapshot.document.contact.invitation["en"] == "Do you wonder? Ask me."
    assert office.live().contact.invitation["en"] != "Do you wonder? Ask me."
    assert snapshot.publications[0].title["en"] == "Changes"
