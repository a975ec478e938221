"""The page of a set of changes."""

from __future__ import annotations

from tests.support.desks import Office
from tests.support.visitor import one, words

PLACE = ("contact", "invitation", "en")


def test_a_set_is_shown_with_what_it_changes(office: Office) -> None:
    editor = office.editor()
    key = office.propose(editor.user, {PLACE: "Do you wonder? Ask me."}).id
    page = editor.open(f"/desk/en/sets/{key}")
    assert words(one(page, "h1")) == "Changes"
    assert "Do you wonder" in words(one(page, "main"))
    editor.open("/desk/en/sets/none", status=404)
