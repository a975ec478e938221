"""Writing in an entry, in a browser: saved while one writes, and by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from battkomp.content.history import digest
from battkomp.db import connections
from tests.support.desks import Office

pytestmark = pytest.mark.slow

KEY = "7b1f3c52-6c0e-4c8b-9a4e-5d0f1a2b3c4d"
ADDRESS = f"/desk/en/entries/contact?set={KEY}"
PLACE = ("contact", "invitation", "en")
SOURCE = ("contact", "invitation", "nb")
TEXT = "#invitation-en"
SAVED = re.compile(r"Saved \d\d:\d\d")


def saved_text(office: Office) -> str | None:
    with connections.snapshot(office.settings.desk_file) as db:
        query = "select value from proposals where field = 'invitation' and language = 'en'"
        return next((str(row["value"]) for row in db.query(query)), None)


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("this did not come about")


@pytest.fixture
def desk(open_desk: Office, page: Page) -> Office:
    open_desk.enter(page, open_desk.add())
    page.goto(f"{open_desk.settings.desk_url}{ADDRESS}")
    return open_desk


def test_a_text_is_saved_after_a_pause_and_said_politely(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask 12 of us.")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator("#status")).to_have_text(SAVED)
    expect(page.locator(f"{TEXT}-beside .remarks").first).to_contain_text("12")
    assert saved_text(desk) == "Ask 12 of us."
    page.locator(TEXT).fill("Ask us.")
    eventually(page, lambda: saved_text(desk) == "Ask us.")
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Ask us.")


@pytest.mark.usefixtures("desk")
def test_the_page_beside_the_fields_shows_what_is_saved(page: Page) -> None:
    frame = page.frame_locator("iframe[name=preview]")
    expect(page.locator("iframe")).to_have_count(0)
    page.locator(TEXT).fill("Ask us.")
    expect(frame.locator("main")).to_contain_text("Ask us.")
    page.locator("a[target=preview][hreflang=nb]").click()
    expect(frame.locator("html")).to_have_attribute("lang", "nb")
    page.locator("#invitation-nb").fill("Spør oss.")
    expect(frame.locator("main")).to_contain_text("Spør oss.")
    entries = page.evaluate("history.length")
    page.locator("#invitation-nb").fill("Spør oss nå.")
    expect(frame.locator("main")).to_contain_text("Spør oss nå.")
    assert page.evaluate("history.length") == entries, "Back does not go through what was saved"


def test_without_a_connection_the_text_waits_and_survives_a_reload(
    desk: Office, page: Page
) -> None:
    page.route("**/autosave*", lambda route: route.abort())
    page.locator(TEXT).fill("Ask us.")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    assert saved_text(desk) is None
    warnings: list[str] = []

    def hear(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.reload()
    assert warnings == ["beforeunload"]
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    page.unroute("**/autosave*")
    eventually(page, lambda: saved_text(desk) == "Ask us.")


def test_after_signing_in_in_another_tab_the_text_is_saved(desk: Office, page: Page) -> None:
    with connections.writing(desk.settings.desk_file) as db:
        db.execute("delete from sessions")
    page.locator(TEXT).fill("Ask us.")
    link = page.get_by_role("alert").get_by_role("link", name="Sign in in a new tab")
    expect(link).to_be_visible()
    desk.enter(page, desk.add("Ola Hansen"))
    eventually(page, lambda: saved_text(desk) == "Ask us.")
    expect(link).to_be_hidden()


def test_a_text_of_somebody_else_is_not_overwritten(desk: Office, page: Page) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")
    page.locator(TEXT).fill("Ask us today.")
    page.wait_for_timeout(2500)
    assert saved_text(desk) == "Write to us."
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".is-clash")).to_contain_text("Ola Hansen")
    expect(page.locator(TEXT)).to_have_value("Ask us today.")
    page.get_by_role("button", name="Save", exact=True).click()
    eventually(page, lambda: saved_text(desk) == "Ask us today.")


def type_twice(page: Page, field: str, text: str) -> None:
    """Write in a field with a pause, so that it is saved twice."""
    for typed in (text, f"{text} Now."):
        with page.expect_response("**/autosave*"):
            page.locator(field).fill(typed)
    expect(page.locator("#saved")).to_have_text(SAVED)


def test_a_field_that_an_editor_has_left_alone_shows_what_others_have_saved(
    desk: Office, page: Page
) -> None:
    values = {PLACE: "Write to us.", ("contact", "email", ""): '"post@example.no"'}
    desk.propose(desk.add("Ola Hansen"), values, KEY)
    type_twice(page, "#invitation-nb", "Spør oss.")
    expect(page.locator(TEXT)).to_have_value("Write to us.")
    assert {one: desk.find(KEY).proposals[one].value for one in values} == values
    assert desk.find(KEY).proposals[SOURCE].value == "Spør oss. Now."
    page.locator("#email").fill("ask@example.no")
    expect(page.get_by_role("alert")).to_contain_text("Compare, and save again.")


def test_a_translation_belongs_to_the_source_text_that_its_author_saw(
    desk: Office, page: Page
) -> None:
    source = page.locator("#invitation-nb").input_value()
    with page.expect_response("**/autosave*"):
        page.locator(TEXT).fill("Ask us.")
    desk.propose(desk.add("Ola Hansen"), {SOURCE: "Skriv til oss."}, KEY)
    type_twice(page, TEXT, "Ask us today.")
    expect(page.locator("#invitation-nb")).to_have_value("Skriv til oss.")
    expect(page.locator(f"{TEXT}-above")).to_contain_text("The source text has changed since")
    assert desk.find(KEY).proposals[PLACE].seen == digest(source)
    page.get_by_role("button", name="Still holds").click()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert desk.find(KEY).proposals[PLACE].seen == digest("Skriv til oss.")


def test_back_shows_what_others_have_saved_since(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask us.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_have_text(SAVED)
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.get_by_role("link", name="Overview").click()
    page.go_back()
    expect(page.locator(TEXT)).to_have_value("Write to us.")
    type_twice(page, "#invitation-nb", "Spør oss.")
    assert saved_text(desk) == "Write to us."


def test_a_list_survives_a_reload_without_a_connection(desk: Office, page: Page) -> None:
    page.goto(f"{desk.settings.desk_url}/desk/en/entries/milestones.competence-roadmap?set={KEY}")
    chosen = page.locator("select[name=organisations]")
    before = [one.input_value() for one in chosen.all()]
    assert len({*before}) > 2
    page.route("**/autosave*", lambda route: route.abort())
    page.locator("#title-en").fill("A roadmap")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Trying again.")
    page.unroute("**/autosave*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert [one.input_value() for one in chosen.all()] == before
    changed = {place[1:] for place in desk.find(KEY).proposals}
    assert changed == {("title", "en")}


def test_a_new_set_is_named_on_the_page_after_the_first_save(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask us.")
    expect(page.locator(".entry-sets")).to_contain_text("Set of changes: Contact")
    page.get_by_role("link", name="Norsk").first.click()
    expect(page.locator(TEXT)).to_have_value("Ask us.")
    assert list(desk.find(KEY).proposals) == [PLACE]


def test_saving_goes_on_whatever_the_frame_shows(desk: Office, page: Page) -> None:
    page.locator(TEXT).fill("Ask us.")
    frame = page.frame_locator("iframe[name=preview]")
    expect(frame.locator("main")).to_contain_text("Ask us.")
    page.evaluate("open('https://example.no/', 'preview')")
    page.wait_for_timeout(500)
    page.locator(TEXT).fill("Ask us now.")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(frame.locator("main")).to_contain_text("Ask us now.")
    other = desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."})
    tab = page.context.new_page()
    tab.goto(f"{desk.settings.desk_url}/desk/en/sets/{other.id}/preview")
    expect(tab.locator("main")).to_contain_text("Write to us.")
    page.locator(TEXT).fill("Ask us today.")
    expect(frame.locator("main")).to_contain_text("Ask us today.")


def test_an_editor_who_has_seen_another_text_can_keep_theirs_at_once(
    desk: Office, page: Page
) -> None:
    desk.propose(desk.add("Ola Hansen"), {PLACE: "Write to us."}, KEY)
    page.locator(TEXT).fill("Ask us.")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert saved_text(desk) == "Ask us."


def test_an_entry_is_written_and_reviewed_by_keys_alone(desk: Office, page: Page) -> None:
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_box).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#invitation-nb")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Ask us?")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert saved_text(desk) == "Ask us?"
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"{desk.settings.desk_url}/desk/en/sets/{KEY}")


@pytest.mark.usefixtures("desk")
def test_the_key_for_help_can_be_switched_off(page: Page) -> None:
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
