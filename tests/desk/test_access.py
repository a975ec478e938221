"""Who may do what."""

from tests.support.desks import Office
from tests.support.visitor import one, words


def test_the_overview_is_for_people_who_are_signed_in(office: Office) -> None:
    stranger = office.app.test_client()
    assert stranger.get("/desk/nb", base_url="http://localhost:8001").status_code == 401
    assert words(one(office.editor().open("/desk/en"), "h1")) == "Overview"
